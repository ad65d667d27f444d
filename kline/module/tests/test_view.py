"""The view: what is seen, where it lies, and what cannot be seen."""

import contextlib
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kline_renderer import CandleRenderer, ticks
from market import picture, walk


def made(candles: int = 1000) -> CandleRenderer:
    chart = CandleRenderer(200, 100)
    chart.set_candles(*walk(candles))
    return chart


def test_everything_is_seen_until_something_is_said() -> None:
    chart = made()
    assert chart.viewport() == (0.0, 1000.0, 200, 100, 1.0)
    assert chart.visible_range() == (0, 1000)
    chart.append(1.0, 1.0, 1.0, 1.0)
    assert chart.visible_range() == (0, 1001)
    chart.set_viewport(10.0, 20.0, 300, 50, 2.0)
    assert chart.viewport() == (10.0, 20.0, 300, 50, 2.0)
    assert chart.visible_range() == (10, 20)
    assert chart.device_size() == (600, 100)


def test_places_and_their_inverses() -> None:
    chart = made()
    chart.set_viewport(100.0, 120.0, 400, 100, 1.5)
    chart.set_price_range(10.0, 20.0)
    assert chart.x_at(100) == pytest.approx(10.0, abs=1.0)
    for index in (100, 107.25, 119):
        assert chart.position_at(chart.x_at(index)) == pytest.approx(index)
    assert [chart.index_at(chart.x_at(index)) for index in (100, 119)] == [100, 119]
    assert chart.y_at(20.0) == 0.0
    assert chart.y_at(10.0) == pytest.approx(100.0)
    assert chart.price_at(chart.y_at(13.7)) == pytest.approx(13.7)
    chart.set_scale("log")
    assert chart.price_at(chart.y_at(13.7)) == pytest.approx(13.7)
    assert math.isnan(chart.y_at(0.0))
    chart.set_viewport(-5.0, 5.0, 100, 100)
    assert (chart.index_at(10.0), chart.ohlcv_at(10.0)) == (None, None)
    found = chart.ohlcv_at(chart.x_at(3))
    assert found is not None
    assert found.index == 3
    assert found.close == chart.candle(3).close
    assert repr(found).startswith("Candle(index=3, open=")


def test_candles_are_counted_from_both_ends() -> None:
    chart = made(10)
    assert chart.candle(-1).close == chart.candle(9).close
    for index in (10, -11, 2**62):
        with pytest.raises(IndexError, match="there are 10"):
            chart.candle(index)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((float("nan"), 1.0, 5, 5), "`x0` is NaN"),
        ((0.0, float("inf"), 5, 5), "`x1` is inf"),
        ((5.0, 1.0, 5, 5), "the view is reversed: `x0` is 5 and `x1` 1; exchange them"),
        ((5.0, 5.0, 5, 5), "the view from 5 to 5 is less than a thousandth"),
        ((0.0, 1.0, 65_537, 5), "`width` is 65537 pixels"),
        ((0.0, 1.0, 5, 65_537), "`height` is 65537 pixels"),
        ((0.0, 1.0, 5, 5, 0.0), "`dpr` is 0"),
        ((0.0, 1.0, 5, 5, float("nan")), "`dpr` is NaN"),
        ((0.0, 1.0, 65_536, 5, 2.0), "`width` is 65536 pixels, 131072 on the device"),
    ],
)
def test_a_view_that_cannot_be_is_refused_and_the_old_one_stays(
    arguments: tuple[float, ...], said: str
) -> None:
    chart = made()
    chart.set_viewport(1.0, 9.0, 7, 7)
    with pytest.raises(ValueError) as refused:  # noqa: PT011 - the message is compared below
        chart.set_viewport(*arguments)  # type: ignore[arg-type]
    assert str(refused.value).startswith(said)
    assert chart.viewport() == (1.0, 9.0, 7, 7, 1.0)


def test_price_ranges_are_kept_until_others_are_set() -> None:
    chart = made()
    fitted = chart.price_range()
    assert chart.autoscale() == fitted == chart.price_range()
    closest = chart.autoscale(margin=0.0)
    lows, highs = (
        [chart.candle(i).low for i in range(1000)],
        [chart.candle(i).high for i in range(1000)],
    )
    assert closest == (min(lows), max(highs))
    chart.append(1e6, 1e6, 1e6, 1e6)
    assert chart.price_range() == closest
    chart.set_price_range(-1.0, 1.0)
    chart.set_scale("log")
    assert chart.price_range() != (-1.0, 1.0)
    chart.set_price_range(1.0, 2.0)
    for wrong, said in [
        ((0.0, 1.0), "a logarithmic scale has prices above 0 only"),
        ((2.0, 1.0), "reversed or equal"),
        ((1.0, 1.0), "reversed or equal"),
        ((float("nan"), 1.0), "`y0` is NaN"),
        ((1.0, float("inf")), "`y1` is inf"),
    ]:
        with pytest.raises(ValueError, match=said):
            chart.set_price_range(*wrong)
    assert chart.price_range() == (1.0, 2.0)
    for margin in (-0.1, 0.5, float("nan")):
        with pytest.raises(ValueError, match="`margin` is"):
            chart.autoscale(margin)
    with pytest.raises(ValueError, match="no scale is called `Log`; say `linear` or `log`"):
        chart.set_scale("Log")  # type: ignore[arg-type]


def test_colours_are_those_of_the_pixels() -> None:
    chart = made(50)
    chart.set_colors(up=0xFF010203, down=0xFF040506, background=0xFF070809)
    assert set(np.unique(picture(chart)).tolist()) == {0xFF010203, 0xFF040506, 0xFF070809}
    for wrong in (-1, 2**32):
        with pytest.raises(OverflowError):
            chart.set_colors(up=wrong)


def test_slices_of_commands() -> None:
    chart = CandleRenderer(800, 100)
    chart.set_candles(*walk(100))
    chart.set_viewport(0.0, 100.0, 800, 100)
    whole = chart.generate_render_commands()
    assert len(whole) == 100 * 28
    assert chart.generate_render_commands(10, 20) == whole[280:560]
    assert chart.generate_render_commands(90, 1000) == whole[2520:]
    assert chart.generate_render_commands(100, 200) == b""
    for start, end in ((-1, 5), (5, 4)):
        with pytest.raises(ValueError, match="there are no candles from"):
            chart.generate_render_commands(start, end)
    chart.set_viewport(0.0, 100.0, 30, 100)
    assert len(chart.generate_render_commands()) <= 30 * 28


def test_round_numbers() -> None:
    assert ticks(0.0, 1.0, 3) == [(0.0, "0.0"), (0.5, "0.5"), (1.0, "1.0")]
    with pytest.raises(ValueError, match="there are no ticks from"):
        ticks(1.0, 0.0)
    chart = made()
    for y, price, text in chart.price_ticks(5):
        assert chart.y_at(price) == y
        assert float(text) == pytest.approx(price)


numbers = st.floats() | st.sampled_from([0.0, 1e-3, 1e15, -1e15, 2.0**53])


@settings(max_examples=300, deadline=None)
@given(
    numbers,
    numbers,
    st.integers(-1, 300) | st.sampled_from([65_536, 65_537, 2**32]),
    st.integers(-1, 50),
    st.just(1.0) | st.floats(),
)
def test_any_view_is_shown_or_refused(
    x0: float, x1: float, width: int, height: int, dpr: float
) -> None:
    chart = made(300)
    with contextlib.suppress(ValueError, OverflowError):
        chart.set_viewport(x0, x1, width, height, dpr)
    columns, rows = chart.device_size()
    first, last = chart.visible_range()
    assert 0 <= first <= last <= 300
    if columns * rows < 4_000_000:
        picture(chart)
    assert len(chart.generate_render_commands()) <= columns * 28
    chart.autoscale()
    chart.time_ticks()
    chart.price_ticks()
