"""Feeding: however candles come, the chart is the same, and it says what is stale."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kline_renderer import CandleRenderer, Pending
from market import picture, rows, walk


def made(candles: int) -> CandleRenderer:
    chart = CandleRenderer(120, 40)
    if candles:
        chart.set_candles(*(column[:candles] for column in walk(10_000)))
    return chart


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 5000), max_size=4), st.integers(1, 6000))
def test_a_chart_that_was_fed_is_one_that_was_set(pieces: list[int], forgotten: int) -> None:
    market = walk(10_000)
    chart = CandleRenderer(120, 40)
    known = 0
    for piece in pieces:
        end = min(known + piece, 9_990)
        chart.extend(*(column[known:end] for column in market))
        known = end
    for row in range(known, known + 10):
        prices = [float(column[row]) for column in market]
        chart.append(0.0, 0.0, 0.0, 0.0)
        chart.update_last_candle(*prices)
    known += 10
    expected = CandleRenderer(120, 40)
    expected.set_candles(*(column[:known] for column in market))
    assert (picture(chart) == picture(expected)).all()
    chart.truncate_front(forgotten)
    expected.set_candles(*(column[min(forgotten, known) : known] for column in market))
    assert len(chart) == len(expected)
    assert (picture(chart) == picture(expected)).all()
    assert rows(chart)[:5] == rows(expected)[:5]


def test_what_is_stale_after_a_tick_is_all_that_is_stale() -> None:
    chart = made(5_000)
    for x0, x1 in ((4_990.0, 5_010.0), (0.0, 5_500.0), (4_000.0, 4_500.0)):
        chart.set_viewport(x0, x1, 120, 40)
        chart.autoscale()
        for tick in range(20):
            before = picture(chart)
            last = chart.candle(-1).close
            prices = (last, last + 0.25, last - 0.25, last + (tick % 3 - 1) * 0.25)
            damage = chart.append(*prices) if tick % 4 == 0 else chart.update_last_candle(*prices)
            after = picture(chart)
            stale = np.flatnonzero((before != after).any(axis=0))
            assert ((stale >= damage.x0) & (stale < damage.x1)).all()
            chart.render_into(before, 480, damage)
            assert (before == after).all()
        assert damage.x1 - damage.x0 < 30


def test_a_price_beyond_the_range_is_said() -> None:
    chart = made(100)
    chart.set_viewport(50.0, 110.0, 120, 40)
    low, high = chart.autoscale()
    middle = (low + high) / 2
    assert not chart.append(middle, middle, middle, middle).rescaled
    assert chart.update_last_candle(middle, high + 1, middle, middle).rescaled
    assert not chart.update_last_candle(middle, middle, middle, middle).rescaled
    chart.set_viewport(0.0, 50.0, 120, 40)
    damage = chart.append(high + 9, high + 9, high + 9, high + 9)
    assert not damage.rescaled
    assert damage.x0 == damage.x1
    # Where each paint fits the range, a new extreme moves everything.
    fitted = made(100)
    fitted.set_viewport(50.0, 110.0, 120, 40)
    assert not fitted.append(middle, middle, middle, middle).rescaled
    assert fitted.append(middle, high + 50, middle, middle).rescaled
    assert "rescaled=" in repr(damage)


def test_rows_must_have_what_the_others_have() -> None:
    chart = CandleRenderer(10, 10)
    ones = [1.0]
    with pytest.raises(IndexError, match="there is no candle yet"):
        chart.update_last_candle(1.0, 1.0, 1.0, 1.0)
    chart.append(1.0, 1.0, 1.0, 1.0, volume=5.0, time=10)
    with pytest.raises(ValueError, match="the chart has volumes, and the new rows have none"):
        chart.append(1.0, 1.0, 1.0, 1.0, time=11)
    with pytest.raises(ValueError, match="the chart has times, and the new rows have none"):
        chart.extend(ones, ones, ones, ones, volumes=ones)
    chart.extend(ones, ones, ones, ones, ones, [11], time_unit="ns")
    chart.update_last_candle(2.0, 2.0, 2.0, 2.0)
    last = chart.candle(-1)
    assert (last.open, last.volume, last.time) == (2.0, 1.0, 11)
    chart.set_candles(ones, ones, ones, ones)
    with pytest.raises(ValueError, match="the chart has no volumes; leave `volume` out"):
        chart.update_last_candle(1.0, 1.0, 1.0, 1.0, 2.0)
    with pytest.raises(ValueError, match="the chart has no times, and the new rows have"):
        chart.append(1.0, 1.0, 1.0, 1.0, time=1)
    for wrong in ("1", None):
        with pytest.raises(TypeError):
            chart.append(wrong, 1.0, 1.0, 1.0)  # type: ignore[arg-type]
    assert len(chart) == 1


def test_oddities_are_counted() -> None:
    chart = CandleRenderer(10, 10)
    nan, inf = float("nan"), float("inf")
    for prices in (
        (1.0, 2.0, 0.5, 1.0),
        (nan, 2.0, 0.5, 1.0),
        (1.0, inf, 0.5, 1.0),
        (1.0, 0.5, 2.0, 1.0),
        (3.0, 2.0, 0.5, 1.0),
        (1.0, 2.0, -0.5, 1.0),
    ):
        chart.append(*prices, volume=-1.0, time=-len(chart))
    stats = chart.stats()
    assert stats.pop("bytes") > 0
    assert stats == {
        "rows": 6,
        "gaps": 2,
        "reversed": 1,
        "outside": 1,
        "not_positive": 1,
        "bad_volumes": 6,
        "unsorted_times": 5,
    }
    assert chart.candle(0).volume == -1.0
    assert chart.candle(2).high == inf


def test_what_many_ticks_make_stale_is_added_up_and_taken_once() -> None:
    chart = made(100)
    chart.set_viewport(0.0, 120.0, 120, 40)
    chart.autoscale()
    pending = Pending()
    assert pending.take() is None
    last = chart.candle(-1)
    same = chart.update_last_candle(last.open, last.high, last.low, last.close)
    pending.add(same, 0)
    assert pending.take() == (same.x0, same.x1, False, 0)
    one = chart.append(last.open, last.high, last.low, last.close)
    other = chart.append(last.open, last.high * 2, last.low, last.close)
    assert same.x0 < one.x0 < other.x0
    assert same.x1 < one.x1 < other.x1
    for ticks in ((one, other), (other, one)):
        for damage in ticks:
            pending.add(damage, 1)
        assert pending.take() == (one.x0, other.x1, True, 2)
    assert pending.take() is None
    # A change that is not seen keeps what was noted before it, and is kept by what comes after.
    chart.set_viewport(0.0, 50.0, 120, 40)
    unseen = chart.append(last.open, last.high, last.low, last.close)
    assert unseen.x0 == unseen.x1
    for ticks in ((unseen, same), (same, unseen)):
        for damage in ticks:
            pending.add(damage, 0)
        assert pending.take() == (same.x0, same.x1, False, 0)
