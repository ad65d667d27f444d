"""What a user does with wheel, pointer and keys, by events as Qt sends them."""

from typing import Any

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from kline_renderer.widget import RustCandleChart
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

LEFT = Qt.MouseButton.LeftButton
NOTCH = 120


def turn(chart: RustCandleChart, x: int, y: int, by: int, modifiers: Any = None) -> None:
    at = QPointF(x, y)
    event = QWheelEvent(
        at,
        chart.mapToGlobal(at),
        QPoint(),
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        modifiers or Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(chart, event)
    QApplication.processEvents()


def drag(chart: RustCandleChart, begin: QPoint, end: QPoint) -> None:
    QTest.mousePress(chart, LEFT, Qt.KeyboardModifier.NoModifier, begin)
    QTest.mouseMove(chart, (begin + end) / 2)
    QTest.mouseMove(chart, end)
    QTest.mouseRelease(chart, LEFT, Qt.KeyboardModifier.NoModifier, end)
    QApplication.processEvents()


def test_the_wheel_zooms_and_leaves_the_candle_under_the_pointer(chart: Any) -> None:
    before, span = chart.renderer.position_at(200.0), chart.visible_range
    turn(chart, 200, 100, 3 * NOTCH)
    after = chart.visible_range
    assert after[1] - after[0] < 0.7 * (span[1] - span[0])
    assert chart.renderer.position_at(200.0) == pytest.approx(before, abs=0.2)
    turn(chart, 200, 100, -3 * NOTCH)
    assert chart.visible_range == pytest.approx(span, abs=1e-6)


def test_the_wheel_with_shift_pans(chart: Any) -> None:
    before = chart.visible_range
    turn(chart, 200, 100, NOTCH, Qt.KeyboardModifier.ShiftModifier)
    after = chart.visible_range
    assert after[1] - after[0] == pytest.approx(before[1] - before[0])
    assert after[0] < before[0]


def test_no_wheel_leaves_the_data_or_the_finite(chart: Any) -> None:
    for by in (-NOTCH, NOTCH):
        for _ in range(80):
            turn(chart, 10, 10, by * 5)
        first, last = chart.visible_range
        assert 3.9 <= last - first <= 1_300
        assert first < 1_000
        assert last > 0


def test_a_drag_pans_by_as_much_as_the_pointer_moves(chart: Any) -> None:
    chart.show_range(400, 500)
    QApplication.processEvents()
    held = chart.renderer.position_at(300.0)
    drag(chart, QPoint(300, 100), QPoint(400, 150))
    assert chart.renderer.position_at(400.0) == pytest.approx(held, abs=0.3)
    assert chart.is_price_fitted


def test_a_drag_on_the_axis_sets_the_prices_and_a_double_click_fits_them(chart: Any) -> None:
    before = chart.renderer.price_range()
    at = chart.canvas.geometry.prices.center()
    drag(chart, at, at + QPoint(0, 60))
    after = chart.renderer.price_range()
    assert after[1] - after[0] > 1.2 * (before[1] - before[0])
    assert not chart.is_price_fitted
    QTest.mouseDClick(chart, LEFT, Qt.KeyboardModifier.NoModifier, at)
    QApplication.processEvents()
    assert chart.is_price_fitted
    assert chart.renderer.price_range() == pytest.approx(before)


def test_with_prices_of_ones_own_a_drag_moves_them_too(chart: Any) -> None:
    chart.set_price_range((90.0, 110.0))
    QApplication.processEvents()
    held = chart.renderer.price_at(100.0)
    drag(chart, QPoint(300, 100), QPoint(300, 160))
    assert chart.renderer.price_at(160.0) == pytest.approx(held, abs=0.1)


def test_the_crosshair_reads_out_the_candle_it_is_on(chart: Any, shot: Any) -> None:
    seen: list[Any] = []
    chart.crosshair_moved.connect(seen.append)
    # A pointer that is where it was sends nothing.
    QTest.mouseMove(chart, QPoint(210, 160))
    QTest.mouseMove(chart, QPoint(200, 150))
    for _ in range(100):
        QTest.qWait(20)
        if chart.crosshair is not None and chart.crosshair.index == chart.renderer.index_at(200.0):
            break
    candle = chart.crosshair
    assert candle is not None
    assert candle.index == chart.renderer.index_at(200.0)
    assert seen[-1].index == candle.index
    assert f"{candle.close:.2f}" in chart.spoken_text()
    with_it = shot(chart)
    chart.set_crosshair(None)
    assert chart.grab().toImage() != with_it


def test_a_moved_crosshair_leaves_nothing_behind(chart: Any) -> None:
    QApplication.processEvents()
    clean = chart.grab().toImage()
    for x in (60, 300, 590, 20):
        chart.set_crosshair((x, 30 + x // 3))
        QApplication.processEvents()
    chart.set_crosshair(None)
    QApplication.processEvents()
    # What is on the screen, put together from partial paints, and not painted anew.
    assert chart.screen().grabWindow(chart.winId()).toImage().size() is not None
    assert chart.grab().toImage() == clean


def test_keys_pan_zoom_and_go_to_the_ends(chart: Any) -> None:
    def press(key: Qt.Key, modifier: Any = Qt.KeyboardModifier.NoModifier) -> tuple[float, float]:
        QTest.keyClick(chart, key, modifier)
        QApplication.processEvents()
        return chart.visible_range

    start = chart.visible_range
    assert press(Qt.Key.Key_Left)[0] < start[0]
    assert press(Qt.Key.Key_Right) == pytest.approx(start)
    zoomed = press(Qt.Key.Key_Plus)
    assert zoomed[1] - zoomed[0] < start[1] - start[0]
    assert press(Qt.Key.Key_Minus) == pytest.approx(start)
    assert press(Qt.Key.Key_Home)[0] == 0.0
    assert press(Qt.Key.Key_End) == pytest.approx(start, abs=1.5)
    press(Qt.Key.Key_L)
    assert chart.scale == "log"
    press(Qt.Key.Key_L)
    assert chart.scale == "linear"
    chart.set_price_range((1.0, 2.0))
    press(Qt.Key.Key_A)
    assert chart.is_price_fitted


def test_shift_and_an_arrow_step_from_candle_to_candle(chart: Any) -> None:
    step = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(chart, Qt.Key.Key_Left, step)
    assert chart.crosshair.index == 999
    QTest.keyClick(chart, Qt.Key.Key_Left, step)
    assert chart.crosshair.index == 998
    chart.show_range(100, 200)
    QApplication.processEvents()
    chart.set_crosshair(None)
    QTest.keyClick(chart, Qt.Key.Key_Right, step)
    last = chart.crosshair.index
    QTest.keyClick(chart, Qt.Key.Key_Right, step)
    assert chart.crosshair.index == last + 1
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.crosshair is None


def test_a_key_that_is_not_ours_goes_on_to_the_parent(chart: Any) -> None:
    assert not QTest.keyClick(chart, Qt.Key.Key_F9)


def test_a_line_can_be_dragged_and_says_where_to(chart: Any, shot: Any) -> None:
    low, high = chart.renderer.price_range()
    line = chart.add_line((low + high) / 2, "stop", draggable=True)
    moved: list[tuple[Any, float]] = []
    chart.line_moved.connect(lambda line, price: moved.append((line, price)))
    y = round(chart.renderer.y_at(line.price))
    view = chart.visible_range
    drag(chart, QPoint(100, y), QPoint(100, y - 50))
    assert moved[-1] == (line, line.price)
    assert chart.renderer.y_at(line.price) == pytest.approx(y - 50, abs=2)
    assert chart.visible_range == view
    shot(chart)
    line.remove()
    assert not chart.canvas.overlay.lines
