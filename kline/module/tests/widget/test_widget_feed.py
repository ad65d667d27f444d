"""Ticks: what follows, what stays, and how little is painted."""

import threading
from typing import Any

import numpy as np
import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from kline_renderer.widget import RustCandleChart
from pixels import words
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

AFTER_NS = 1_700_000_000_000_000_000


def append(chart: Any, price: float) -> None:
    chart.append(price, price + 0.1, price - 0.1, price + 0.05, 500.0, AFTER_NS)


def test_the_window_follows_while_its_last_candle_is_seen(chart: Any) -> None:
    before = chart.visible_range
    append(chart, 100.0)
    append(chart, 100.2)
    chart.refresh()
    assert chart.visible_range == pytest.approx((before[0] + 2, before[1] + 2))


def test_the_window_stays_while_the_past_is_looked_at(chart: Any) -> None:
    chart.show_range(100, 200)
    append(chart, 100.0)
    chart.refresh()
    assert chart.visible_range == (100, 200)
    assert len(chart.renderer) == 1_001


def test_many_ticks_are_painted_together(app: Any, chart: Any) -> None:
    painted: list[Any] = []

    class Counted(RustCandleChart):
        def paintEvent(self, event: QPaintEvent) -> None:
            painted.append(event.rect())
            super().paintEvent(event)

    counted = Counted()
    counted.resize(400, 300)
    counted.set_candles([1.0, 2.0], [3.0, 3.0], [0.5, 1.0], [2.0, 1.5])
    counted.show()
    assert QTest.qWaitForWindowExposed(counted)
    QTest.qWait(50)
    painted.clear()
    for tick in range(1_000):
        counted.update_last(2.0, 3.0, 1.0, 1.0 + tick / 1_000)
    QTest.qWait(60)
    assert 1 <= len(painted) <= 3
    counted.close()


@pytest.mark.parametrize("axes", [True, False])
def test_partial_paints_show_what_a_whole_paint_shows(chart: Any, axes: bool) -> None:
    chart.set_parts(axes=axes)
    QApplication.processEvents()
    chance = np.random.default_rng(7)
    last = chart.renderer.candle(-1)
    for _ in range(60):
        close = last.low + chance.random() * (last.high - last.low)
        chart.update_last(last.open, last.high, last.low, close, 100 + 900 * chance.random())
        chart.refresh()
    by_parts = words(chart.canvas.candles._image), words(chart.grab().toImage())
    chart.canvas.stale()
    whole = words(chart.grab().toImage())
    assert (words(chart.canvas.candles._image) == by_parts[0]).all()
    assert (whole == by_parts[1]).all()


def test_a_tick_beyond_the_prices_rescales_only_if_they_are_fitted(chart: Any) -> None:
    low, high = chart.renderer.price_range()
    last = chart.renderer.candle(-1)
    chart.update_last(last.open, high + 5.0, last.low, last.close)
    chart.refresh()
    assert chart.renderer.price_range()[1] > high + 5.0
    chart.set_price_range((low, high))
    chart.update_last(last.open, high + 50.0, last.low, last.close)
    chart.refresh()
    assert chart.renderer.price_range() == (low, high)


def test_a_feed_in_a_thread_of_its_own_is_seen(chart: Any) -> None:
    errors: list[Exception] = []

    def feed() -> None:
        try:
            for tick in range(2_000):
                if tick % 10 == 0:
                    append(chart, 100.0)
                else:
                    chart.update_last(100.0, 100.5, 99.5, 100.0 + tick % 5 / 10)
        except Exception as error:  # noqa: BLE001
            errors.append(error)

    thread = threading.Thread(target=feed)
    thread.start()
    while thread.is_alive():
        QApplication.processEvents()
    thread.join()
    QTest.qWait(60)
    assert errors == []
    assert len(chart.renderer) == 1_200
    assert chart.visible_range[1] >= 1_200
    assert chart._pending.take() is None


def test_a_tick_after_a_refresh_is_shown_without_another(chart: Any) -> None:
    chart.set_parts(axes=False)
    QTest.qWait(60)
    last = chart.renderer.candle(-1)
    for waited_ms in (0, 60):
        for close in (last.high, last.low):
            chart.update_last(last.open, last.high, last.low, close)
            chart.refresh()
            before = words(chart.grab().toImage())
            other = last.low if close == last.high else last.high
            chart.update_last(last.open, last.high, last.low, other)
            QTest.qWait(60)
            assert chart._pending.take() is None
            assert (words(chart.grab().toImage()) != before).any()
        QTest.qWait(waited_ms)


def test_forgetting_the_oldest_candles_moves_no_picture(chart: Any) -> None:
    chart.set_parts(axes=False)
    chart.show_range(500, 600)
    before = words(chart.grab().toImage())
    chart.truncate_front(400)
    assert chart.visible_range == (100, 200)
    assert (words(chart.grab().toImage()) == before).all()
