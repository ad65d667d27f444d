"""A whole picture is rendered into what Qt paints on: it shows no more and no less than a copy."""

from typing import Any

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from kline_renderer.widget import RustCandleChart, layers
from pixels import words
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from tables import table

CORNER = QPoint(30, 20)
SIZE = (500, 300)


@pytest.fixture
def window(app: Any) -> Any:
    """A chart somewhere in a window, with a label over a part of it."""
    window = QWidget()
    window.resize(600, 400)
    chart = RustCandleChart(window)
    chart.set_data(table(800))
    chart.setGeometry(CORNER.x(), CORNER.y(), *SIZE)
    window.show()
    assert QTest.qWaitForWindowExposed(window)
    QApplication.processEvents()
    yield window, chart
    window.close()
    window.deleteLater()


def shown(window: QWidget) -> Any:
    QTest.qWait(30)
    return words(window.screen().grabWindow(window.winId()).toImage())


def steps(window: QWidget, chart: RustCandleChart) -> list[Any]:
    """What the screen shows after whole paints, partial ones, and with something in the way."""
    seen = []
    for x0 in (300, 310):
        chart.show_range(x0, x0 + 200)
        seen.append(shown(window))
    chart.set_crosshair((200.0, 100.0))
    seen.append(shown(window))
    chart.show_last(200)
    seen.append(shown(window))
    last = chart.renderer.candle(-1)
    chart.update_last(last.open, last.high, last.low, (last.high + last.low) / 2)
    chart.refresh()
    seen.append(shown(window))
    chart.set_crosshair(None)
    label = QLabel("in the way", window)
    label.setAutoFillBackground(True)
    label.move(CORNER + QPoint(40, 40))
    label.show()
    chart.show_range(100, 300)
    seen.append(shown(window))
    chart.show_range(110, 310)
    seen.append(shown(window))
    label.deleteLater()
    return seen


def test_direct_pictures_are_those_of_copies(
    window: Any, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    widget, chart = window
    first = table(800)
    taken: list[bool] = []
    draw = layers.RasterLayer._draw

    def noted(layer: Any, memory: Any, stride: int) -> None:
        taken.append(stride >= 600 * 4)
        draw(layer, memory, stride)

    monkeypatch.setattr(layers.RasterLayer, "_draw", noted)
    with monkeypatch.context() as without:
        without.setattr(layers.Target, "of", lambda *_: None)
        copied = steps(widget, chart)
    assert taken
    assert not any(taken)
    chart.set_data(first)
    taken.clear()
    direct = steps(widget, chart)
    assert any(taken)
    for step, (one, other) in enumerate(zip(copied, direct, strict=True)):
        assert (one == other).all(), step
    # Nothing was written beside the chart.
    assert (direct[0][: CORNER.y()] == direct[0][0, 0]).all()
    assert (direct[0][:, : CORNER.x()] == direct[0][0, 0]).all()
