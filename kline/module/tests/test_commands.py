"""The commands: their constants, their bytes, and what they mean to a painter."""

import struct

import kline_renderer
import numpy as np
from kline_renderer import CandleRenderer

FOUR = ([1.0, 3.0, 2.0, 2.0], [4.0, 4.0, 3.0, 3.0], [0.0, 1.0, 1.0, 1.0], [3.0, 2.0, 2.0, 3.0])


def test_the_constants_describe_one_layout() -> None:
    assert struct.calcsize(kline_renderer.COMMAND_FORMAT) == kline_renderer.COMMAND_SIZE == 28
    dtype = np.dtype(kline_renderer.COMMAND_DTYPE)
    assert dtype.itemsize == kline_renderer.COMMAND_SIZE
    assert [dtype.fields[name][1] for name in dtype.names] == list(range(0, 28, 4))
    assert kline_renderer.COMMAND_VERSION == 1


def test_the_bytes_are_what_they_were() -> None:
    chart = CandleRenderer(80, 40)
    chart.set_candles(*FOUR)
    chart.set_price_range(0.0, 4.0)
    # x 3, y 10, width 15, height 20, the wick from 0 to 40, and the colour of a rise.
    first = "0000404000002041000070410000a04100000000000020429aa626ff"
    assert chart.generate_render_commands(0, 4)[:28].hex() == first


def test_commands_read_with_numpy_and_with_struct_alike() -> None:
    chart = CandleRenderer(80, 40)
    chart.set_candles(*FOUR)
    chart.set_price_range(0.0, 4.0)
    commands = chart.generate_render_commands(0, 4)
    read = np.frombuffer(commands, kline_renderer.COMMAND_DTYPE)
    unpacked = list(struct.iter_unpack(kline_renderer.COMMAND_FORMAT, commands))
    assert [tuple(row) for row in read.tolist()] == unpacked
    assert read["color"].tolist() == [0xFF26A69A, 0xFFEF5350, 0xFF26A69A, 0xFF26A69A]
    # A candle that closes where it opened is a line.
    assert read["height"].tolist() == [20.0, 10.0, 0.0, 10.0]
