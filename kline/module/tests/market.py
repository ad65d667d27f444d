"""Made-up candles for the tests."""

from typing import NamedTuple

import numpy as np
from kline_renderer import Candle, CandleRenderer
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Market(NamedTuple):
    """Columns of candles."""

    opens: Floats
    highs: Floats
    lows: Floats
    closes: Floats


def walk(candles: int, seed: int = 1) -> Market:
    """A walk in quarters, which every number type holds."""
    chance = np.random.default_rng(seed)
    closes = 1000 + np.cumsum(chance.integers(-8, 9, candles)) / 4.0
    opens = np.concatenate([[1000.0], closes[:-1]])
    highs = np.maximum(opens, closes) + chance.integers(0, 5, candles) / 4.0
    lows = np.minimum(opens, closes) - chance.integers(0, 5, candles) / 4.0
    return Market(opens, highs, lows, closes)


def picture(chart: CandleRenderer) -> NDArray[np.uint32]:
    """The whole picture, on memory that held something else before."""
    columns, rows = chart.device_size()
    pixels = np.full((rows, columns), 0xDEADBEEF, np.uint32)
    chart.render_into(pixels, columns * 4)
    return pixels


def row(candle: Candle) -> tuple[float, float, float, float]:
    """The prices of a candle."""
    return candle.open, candle.high, candle.low, candle.close


def rows(chart: CandleRenderer) -> list[tuple[float, float, float, float]]:
    """The prices of all candles."""
    return [row(chart.candle(index)) for index in range(len(chart))]
