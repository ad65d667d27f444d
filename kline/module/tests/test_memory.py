"""Memory to render into: what is taken, and that a refusal writes nothing."""

import array
import ctypes
import mmap
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from kline_renderer import CandleRenderer, Damage
from market import picture, walk

WIDTH, HEIGHT = 40, 20
SIZE = WIDTH * HEIGHT * 4


def made() -> CandleRenderer:
    chart = CandleRenderer(WIDTH, HEIGHT)
    chart.set_candles(*walk(100))
    return chart


@pytest.mark.parametrize(
    "memory",
    [
        lambda: bytearray(SIZE),
        lambda: memoryview(bytearray(SIZE)),
        lambda: memoryview(bytearray(SIZE)).cast("I"),
        lambda: memoryview(bytearray(SIZE)).cast("B", (HEIGHT, WIDTH * 4)),
        lambda: np.zeros(SIZE, np.uint8),
        lambda: np.zeros(SIZE // 4, np.uint32),
        lambda: np.zeros((HEIGHT, WIDTH), np.int32),
        lambda: np.zeros((HEIGHT, WIDTH, 4), np.uint8),
        lambda: array.array("I", [0] * (SIZE // 4)),
        lambda: (ctypes.c_uint32 * (SIZE // 4))(),
        lambda: mmap.mmap(-1, SIZE),
    ],
)
def test_pixels_go_into_memory_of_many_kinds(memory: Callable[[], Any]) -> None:
    chart = made()
    into = memory()
    frame = chart.render_into(into, WIDTH * 4)
    assert bytes(memoryview(into).cast("B"))[:SIZE] == picture(chart).tobytes()
    assert (frame.lod, frame.columns, frame.first, frame.last) == (True, WIDTH, 0, 100)
    assert (frame.y0, frame.y1) == chart.price_range()


def aligned(size: int, offset: int = 0) -> memoryview:
    """Bytes that begin at that place of 16."""
    memory = np.full(size + 32, 7, np.uint8)
    start = -memory.ctypes.data % 16 + offset
    return memoryview(memory[start : start + size])


@pytest.mark.parametrize(
    ("memory", "stride", "kind", "said"),
    [
        (aligned(SIZE - 1), WIDTH * 4, ValueError, "the memory has 3196 bytes, and 20 rows of 40"),
        (aligned(0), WIDTH * 4, ValueError, "the memory has 0 bytes"),
        (aligned(SIZE), WIDTH * 4 + 4, ValueError, "the memory has 3200 bytes"),
        (aligned(SIZE), WIDTH * 4 - 4, ValueError, "rows are 156 bytes apart"),
        (aligned(SIZE), WIDTH * 4 + 2, ValueError, "`stride` is 162 bytes; give a multiple of 4"),
        (aligned(SIZE), 0, ValueError, "rows are 0 bytes apart"),
        (aligned(SIZE), -160, OverflowError, ""),
        (aligned(SIZE), 2**63, ValueError, "20 rows, each"),
        (aligned(SIZE), 2**64, OverflowError, ""),
        (aligned(SIZE, 2), WIDTH * 4, BufferError, "`buffer` is not aligned to 4 bytes"),
        (aligned(SIZE * 2)[::2], WIDTH * 4, BufferError, "`buffer`: "),
        (np.full(SIZE // 4, 7, ">u4"), WIDTH * 4, TypeError, "`buffer` is memory of uint32 with"),
        (np.full(SIZE // 4, 7, np.float32), WIDTH * 4, TypeError, "`buffer` is memory of float32"),
        (np.full(SIZE // 2, 7, np.uint16), WIDTH * 4, TypeError, "`buffer` is memory of uint16"),
        (np.full((HEIGHT, WIDTH), 7, np.uint32).T, WIDTH * 4, BufferError, "`buffer`: "),
        (bytes([7]) * SIZE, WIDTH * 4, BufferError, "`buffer`: "),
        (aligned(SIZE).toreadonly(), WIDTH * 4, BufferError, "`buffer`: "),
        ([0] * SIZE, WIDTH * 4, TypeError, "`buffer`: `list` offers no array"),
        (None, WIDTH * 4, TypeError, "`buffer`: "),
    ],
)
def test_a_refusal_writes_nothing(
    memory: Any, stride: int, kind: type[Exception], said: str
) -> None:
    chart = made()
    before = memory.tobytes() if hasattr(memory, "tobytes") else None
    with pytest.raises(kind) as refused:
        chart.render_into(memory, stride)
    assert str(refused.value).startswith(said), refused.value
    with pytest.raises(kind):
        chart.render_volume_into(memory, stride, HEIGHT)
    assert before is None or memory.tobytes() == before


def test_rows_may_lie_apart_and_the_last_may_be_short() -> None:
    chart = made()
    stride = WIDTH * 4 + 16
    memory = np.full(stride * (HEIGHT - 1) + WIDTH * 4, 7, np.uint8)
    chart.render_into(memory, stride)
    rows = [memory[row * stride :][: WIDTH * 4].tobytes() for row in range(HEIGHT)]
    assert b"".join(rows) == picture(chart).tobytes()
    between = [memory[row * stride + WIDTH * 4 :][:16] for row in range(HEIGHT - 1)]
    assert all((gap == 7).all() for gap in between)


@pytest.mark.parametrize("damage", [(0, 0), (3, 17), (0, WIDTH), (WIDTH, WIDTH)])
def test_only_stale_columns_are_written(damage: tuple[int, int]) -> None:
    chart = made()
    pixels = np.full((HEIGHT, WIDTH), 7, np.uint32)
    frame = chart.render_into(pixels, WIDTH * 4, damage)
    expected = np.full((HEIGHT, WIDTH), 7, np.uint32)
    expected[:, slice(*damage)] = picture(chart)[:, slice(*damage)]
    assert (pixels == expected).all()
    assert frame.columns == damage[1] - damage[0]


def test_damage_is_a_part_of_the_columns() -> None:
    chart = made()
    pixels = np.zeros((HEIGHT, WIDTH), np.uint32)
    for wrong in ((-1, 3), (5, 4), (0, WIDTH + 1), (0, 2**40)):
        with pytest.raises(ValueError, match="`damage` is from"):
            chart.render_into(pixels, WIDTH * 4, wrong)
    for other in (3, "ab", (1.5, 2.0), (1, 2, 3)):
        with pytest.raises(TypeError, match="`damage` is neither"):
            chart.render_into(pixels, WIDTH * 4, other)  # type: ignore[arg-type]
    tick = chart.append(1000.0, 1000.0, 1000.0, 1000.0)
    assert isinstance(tick, Damage)
    chart.render_into(pixels, WIDTH * 4, tick)
    assert (pixels == picture(chart)).all()


@pytest.mark.parametrize("size", [(0, 0), (0, 5), (5, 0), (1, 1), (65_536, 1), (1, 65_536)])
def test_pictures_of_every_size(size: tuple[int, int]) -> None:
    chart = CandleRenderer(*size)
    chart.set_candles(*walk(1000))
    assert chart.device_size() == size
    assert picture(chart).shape == size[::-1]


def test_records_are_lines_and_rectangles() -> None:
    chart = CandleRenderer(80, 40)
    chart.set_candles([1.0, 3.0], [4.0, 4.0], [0.0, 1.0], [3.0, 2.0])
    chart.set_price_range(0.0, 4.0)
    room = chart.record_capacity()
    up, down = np.zeros((room, 4)), np.zeros((room, 4))
    assert chart.lines_into(up, down) == (1, 1)
    assert up[0].tolist() == [20.5, 0.0, 20.5, 40.0]
    assert down[0].tolist() == [60.5, 0.0, 60.5, 30.0]
    assert chart.rects_into(up, down) == (1, 1)
    x, y, width, height = up[0].tolist()
    assert (x + width / 2, y, y + height) == (20.5, 10.0, 30.0)
    with pytest.raises(ValueError, match="`down` has room for 0 records, and there are 1"):
        chart.lines_into(up, np.zeros((0, 4)))
    with pytest.raises(TypeError, match="`up` is memory of float32"):
        chart.lines_into(up.astype(np.float32), down)
    with pytest.raises(BufferError, match="`down`: "):
        chart.lines_into(up, up)


def test_volumes_are_drawn_in_the_same_columns() -> None:
    chart = CandleRenderer(8, 10)
    ones = [1.0] * 2
    chart.set_candles(ones, ones, ones, ones, volumes=[5.0, 10.0])
    chart.set_colors(up=0xFF00FF00, background=0xFF000000)
    pixels = np.zeros((4, 8), np.uint32)
    frame = chart.render_volume_into(pixels, 32, 4)
    assert (frame.y0, frame.y1) == (0.0, 10.0) == (0.0, chart.volume_top())
    assert (pixels == 0xFF00FF00).sum(axis=0).tolist() == [0, 2, 2, 2, 0, 4, 4, 4]
    chart.render_volume_into(pixels, 32, 4, top=20.0)
    assert (pixels == 0xFF00FF00).sum(axis=0).tolist() == [0, 1, 1, 1, 0, 2, 2, 2]
    for wrong in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="`top` is"):
            chart.render_volume_into(pixels, 32, 4, top=wrong)
    with pytest.raises(ValueError, match="`height` is 65537"):
        chart.render_volume_into(pixels, 32, 65_537)
