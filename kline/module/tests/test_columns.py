"""What columns may be made of, and what is said of those that may not."""

import array
import decimal
import gc
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from kline_renderer import CandleRenderer
from market import Floats, Market, rows, walk

MARKET = walk(500)


def chart_of(of: Callable[[Floats], Any], market: Market = MARKET) -> CandleRenderer:
    chart = CandleRenderer(100, 50)
    chart.set_candles(*map(of, market))
    return chart


def backwards(values: Floats) -> Any:
    return values[::-1].copy()[::-1]


def every_third(values: Floats) -> Any:
    wide = np.zeros(3 * len(values))
    wide[::3] = values
    return wide[::3]


def misaligned(values: Floats) -> Any:
    memory = bytearray(8 * len(values) + 1)
    memory[1:] = values.tobytes()
    return np.frombuffer(memory, np.float64, offset=1)


@pytest.mark.parametrize(
    "of",
    [
        lambda values: values,
        lambda values: values.tolist(),
        lambda values: tuple(values.tolist()),
        lambda values: list(values),
        lambda values: array.array("d", values),
        lambda values: array.array("f", values),
        lambda values: memoryview(values),
        lambda values: values.astype(np.float32),
        lambda values: values.astype(">f8"),
        lambda values: values.astype(">f4"),
        backwards,
        every_third,
        misaligned,
        lambda values: pd.Series(values),
        lambda values: pd.Series(values, dtype="Float64"),
        lambda values: pd.DataFrame({"price": values, "other": 1.0})["price"],
        lambda values: pd.Series(values, dtype="double[pyarrow]"),
        lambda values: pa.array(values),
        lambda values: pa.array(values, pa.float32()),
        lambda values: pa.chunked_array([values[:200], values[200:]]),
    ],
)
def test_columns_of_every_kind_give_the_same_candles(of: Callable[[Floats], Any]) -> None:
    assert rows(chart_of(of)) == list(zip(*(column.tolist() for column in MARKET), strict=True))


@pytest.mark.parametrize("dtype", ["i1", "u1", "<i2", ">u2", "<i4", ">i4", "u4", "<i8", ">u8"])
def test_integers_are_taken_as_what_they_are(dtype: str) -> None:
    values = np.array([1, 2, 127, 3], dtype)
    chart = CandleRenderer(10, 10)
    chart.set_candles(values, values, values, values, volumes=values)
    assert [candle[0] for candle in rows(chart)] == [1, 2, 127, 3]
    assert chart.candle(2).volume == 127


def test_what_is_missing_is_a_gap_in_every_library() -> None:
    for column in (
        [1.0, None, 3],
        pd.Series([1, None, 3], dtype="Int64"),
        pd.Series([1.0, None, 3.0], dtype="Float64"),
        pd.Series([1.0, None, 3.0], dtype="double[pyarrow]"),
        pa.array([1.0, None, 3.0]),
        pa.chunked_array([[1.0], [None, 3.0]]),
        np.array([1.0, np.nan, 3.0]),
    ):
        chart = CandleRenderer(10, 10)
        chart.set_candles(column, column, column, column)
        assert [candle[0] for candle in rows(chart)][::2] == [1.0, 3.0], column
        assert chart.stats()["gaps"] == 1


class Text:
    """Something that is no array."""


@pytest.mark.parametrize(
    ("column", "kind", "said"),
    [
        ("1,2,3", TypeError, "`highs` is a `str`; give numbers, as a list or an array"),
        (b"123", TypeError, "`highs` is a `bytes`; give numbers, as a list or an array"),
        ([1.0, "2", 3.0], TypeError, "`highs[1]` is a `str`; give a number, or None for none"),
        ([1, 2**53 + 1, 3], ValueError, "`highs[1]` is an integer beyond 2**53"),
        ([1, 10**400, 3], ValueError, "`highs[1]` is an integer beyond 2**53"),
        (np.array([1, 2**53 + 1, 3]), ValueError, "`highs[1]` is an integer beyond 2**53"),
        (np.array([1, -(2**53) - 1, 3]), ValueError, "`highs[1]` is an integer beyond 2**53"),
        (np.array([1, 2, 2**63], np.uint64), ValueError, "`highs[2]` is an integer beyond 2**53"),
        (np.zeros((3, 1)), BufferError, "`highs`: "),
        (np.zeros(()), BufferError, "`highs`: "),
        (np.zeros(3, complex), TypeError, "`highs` is an array of complex128; give float64"),
        (np.zeros(3, bool), TypeError, "`highs` is an array of bool; give float64"),
        (np.zeros(3, np.float16), TypeError, "`highs` is an array of float16; give float64"),
        (np.zeros(3, object), BufferError, "`highs`: "),
        (np.zeros(3, "datetime64[s]"), BufferError, "`highs`: "),
        (pd.Series(["1", "2", "3"]), (TypeError, BufferError), "`highs`: "),
        (pd.Series([decimal.Decimal(1)] * 3), (TypeError, BufferError), "`highs`: "),
        (np.ma.masked_array([1.0, 2.0, 3.0], [0, 1, 0]), TypeError, "`highs` is a masked array"),
        (iter([1.0, 2.0, 3.0]), TypeError, "`highs`: `list_iterator` offers no array"),
        (Text(), TypeError, "`highs`: "),
        (None, TypeError, "`highs`: `NoneType` offers no array"),
        ([1.0, 2.0], ValueError, "`highs` has 2 rows and `opens` 3; hand in one of each"),
        (np.zeros(4), ValueError, "`highs` has 4 rows and `opens` 3; hand in one of each"),
    ],
)
def test_a_refusal_names_the_column_and_the_chart_stays(
    column: object, kind: type[Exception], said: str
) -> None:
    chart = CandleRenderer(10, 10)
    plain = [1.0, 2.0, 3.0]
    chart.set_candles(plain, plain, plain, plain)
    before = rows(chart)
    for method in (chart.set_candles, chart.extend):
        with pytest.raises(kind) as refused:
            method(plain, column, plain, plain)
        assert str(refused.value).startswith(said), refused.value
        assert rows(chart) == before


def test_columns_are_copied_and_let_go() -> None:
    values = np.arange(10.0)
    chart = CandleRenderer(10, 10)
    chart.set_candles(values, values, values, values)
    values[:] = -1.0
    assert [candle[0] for candle in rows(chart)] == list(range(10))
    kept = weakref.ref(values)
    del values
    gc.collect()
    assert kept() is None


def test_what_a_producer_raises_comes_through() -> None:
    class Stubborn:
        def to_numpy(self, **_how: object) -> object:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        CandleRenderer(1, 1).set_candles(Stubborn(), [1.0], [1.0], [1.0])


def test_a_producer_that_changes_its_mind_is_held_to_what_it_offered() -> None:
    class Shrinking:
        def __init__(self) -> None:
            self.calls = 0

        def to_numpy(self, **_how: object) -> object:
            self.calls += 1
            return np.zeros(3 - self.calls)

    chart = CandleRenderer(1, 1)
    with pytest.raises(ValueError, match="`highs` has 2 rows and `opens` 3"):
        chart.set_candles([1.0] * 3, Shrinking(), [1.0] * 3, [1.0] * 3)


def test_no_rows_at_all_are_an_empty_chart() -> None:
    chart = chart_of(lambda values: values)
    for empty in ([], np.zeros(0), pd.Series([], dtype="float64"), pa.array([], pa.float64())):
        chart.set_candles(empty, empty, empty, empty)
        assert len(chart) == 0
        assert chart.generate_render_commands() == b""
