"""Times: their units, their zones, and what is looked up by them."""

import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from kline_renderer import CandleRenderer

NOON = 1_704_110_400
ONES = [1.0, 1.0, 1.0]


def chart(times: object, **how: object) -> CandleRenderer:
    chart = CandleRenderer(100, 50)
    chart.set_candles(ONES, ONES, ONES, ONES, times=times, **how)  # type: ignore[arg-type]
    return chart


def times(chart: CandleRenderer) -> list[int | None]:
    return [chart.candle(index).time for index in range(len(chart))]


STEPS = np.array([NOON, NOON + 60, NOON + 120])
STAMPS = STEPS.astype("datetime64[s]")


@pytest.mark.parametrize(
    "column",
    [
        STAMPS,
        STAMPS.astype("datetime64[m]"),
        STAMPS.astype("datetime64[ms]"),
        STAMPS.astype("datetime64[us]"),
        STAMPS.astype("datetime64[ns]"),
        STAMPS.astype(">M8[s]"),
        np.repeat(STAMPS, 2)[::2],
        pd.DatetimeIndex(STAMPS),
        pd.DatetimeIndex(STAMPS).tz_localize("UTC").tz_convert("America/New_York"),
        pd.Series(STAMPS),
        pd.Series(STAMPS).dt.tz_localize("UTC").dt.tz_convert("Asia/Tokyo"),
        pa.array(STAMPS),
        pa.array(STAMPS.astype("datetime64[ns]"), pa.timestamp("ns", "Asia/Tokyo")),
        pa.chunked_array([pa.array(STAMPS[:1]), pa.array(STAMPS[1:])]),
    ],
)
def test_times_that_know_their_unit_are_taken_as_they_are(column: object) -> None:
    assert times(chart(column)) == [moment * 10**9 for moment in STEPS.tolist()]


@pytest.mark.parametrize(
    ("unit", "factor"), [("s", 1), ("ms", 10**3), ("us", 10**6), ("ns", 10**9)]
)
def test_plain_numbers_are_taken_in_the_unit_that_is_said(unit: str, factor: int) -> None:
    expected = [moment * 10**9 for moment in STEPS.tolist()]
    for column in (
        STEPS * factor,
        (STEPS * factor).tolist(),
        (STEPS * factor).astype(np.uint64),
        (STEPS * float(factor)),
    ):
        assert times(chart(column, time_unit=unit)) == expected


def test_no_time_is_none() -> None:
    missing = np.array([NOON, "NaT", NOON + 60], "datetime64[s]")
    for column in (missing, pd.Series(missing), pa.array(missing)):
        assert times(chart(column)) == [NOON * 10**9, None, (NOON + 60) * 10**9]
    assert times(chart([1, None, 2], time_unit="ns")) == [1, None, 2]
    assert times(chart(np.array([1.0, np.nan, 2.0]), time_unit="ns")) == [1, None, 2]


@pytest.mark.parametrize(
    ("column", "how", "kind", "said"),
    [
        (STEPS, {}, TypeError, "`times` are plain numbers; say their unit"),
        (STEPS.tolist(), {}, TypeError, "`times` are plain numbers; say their unit"),
        (
            STEPS,
            {"time_unit": "h"},
            ValueError,
            "no unit is called `h`; say `s`, `ms`, `us` or `ns`",
        ),
        (STAMPS, {"time_unit": "ms"}, ValueError, "`times` knows its unit"),
        (STAMPS.astype("datetime64[M]"), {}, TypeError, "`times` are in the unit `M`; make them"),
        (STEPS * 10**6, {"time_unit": "s"}, ValueError, "`times[0]` is beyond what 64 bits"),
        (
            np.array([2**63, 0, 0], np.uint64),
            {"time_unit": "ns"},
            ValueError,
            "`times[0]` is beyond",
        ),
        (np.array([0.0, np.inf, 0.0]), {"time_unit": "ns"}, ValueError, "`times[1]` is beyond"),
        ([1, "2", 3], {"time_unit": "s"}, TypeError, "`times[1]` is a `str`; give an integer"),
        ([1, 2**64, 3], {"time_unit": "s"}, ValueError, "`times[1]` is beyond 64 bits"),
        ([datetime.datetime(2024, 1, 1)] * 3, {"time_unit": "s"}, TypeError, "`times[0]` is a"),
        (["2024-01-01"] * 3, {"time_unit": "s"}, TypeError, "`times[0]` is a `str`"),
        (STAMPS[:2], {}, ValueError, "`times` has 2 rows and `opens` 3"),
    ],
)
def test_a_refusal_says_what_is_wrong_with_the_times(
    column: object, how: dict[str, object], kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind) as refused:
        chart(column, **how)
    assert str(refused.value).startswith(said), refused.value


def test_candles_are_found_by_their_time() -> None:
    known = chart([10, 20, 30], time_unit="ns")
    assert [known.index_at_time(time) for time in (-(2**63), 10, 11, 30, 31)] == [0, 0, 1, 2, 3]
    unsorted = chart([30, 10, 20], time_unit="ns")
    assert unsorted.stats()["unsorted_times"] == 1
    assert [unsorted.index_at_time(time) for time in (5, 25, 31)] == [0, 0, 3]
    equal = chart([10, 10, 10], time_unit="ns")
    assert equal.stats()["unsorted_times"] == 0
    assert [equal.index_at_time(time) for time in (10, 11)] == [0, 3]
    bare = CandleRenderer(10, 10)
    bare.set_candles(ONES, ONES, ONES, ONES)
    with pytest.raises(ValueError, match="the chart has no times"):
        bare.index_at_time(0)


def test_ticks_follow_the_zone() -> None:
    night = chart(pd.date_range("2024-07-01 22:00", periods=3, freq="h", tz="UTC"))
    night.set_viewport(0, 3, 300, 50)
    assert [tick[2:] for tick in night.time_ticks(3)] == [("23:00", "hour"), ("2", "day")]
    berlin = [tick[2:] for tick in night.time_ticks(3, [(0, 7200)])]
    assert berlin == [("01:00", "hour"), ("02:00", "hour")]
    chicago = [tick[2:] for tick in night.time_ticks(3, [(0, -5 * 3600)])]
    assert chicago == [("18:00", "hour"), ("19:00", "hour")]
    for wrong in ([(10, 0), (5, 0)], [(0, 3_600_000)]):
        with pytest.raises(ValueError, match="`utc_offsets` are pairs"):
            night.time_ticks(3, wrong)
