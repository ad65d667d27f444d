"""Pointer and keys: what a user does, in terms of what a chart can be told to do.

Nothing is painted here, and nothing of the engine is touched but through the chart.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from kline_renderer.widget.lines import PriceLine, grabbed

if TYPE_CHECKING:
    from kline_renderer.widget.chart import RustCandleChart

__all__ = ["Interaction"]

WHEEL_ZOOM = 1.0015
"""Candles seen, for each eighth of a degree that a wheel is turned; a notch has 120."""

DRAG_ZOOM = 1.005
"""Height of the price range, for each pixel of a drag on the axis of prices."""

KEY_STEP = 0.1
"""Part of the window that an arrow key pans by."""

KEY_ZOOM = 1.25

Key = Qt.Key
Shift = Qt.KeyboardModifier.ShiftModifier


class Interaction:
    """What a chart does with the events that it gets."""

    def __init__(self, chart: RustCandleChart) -> None:
        self._chart = chart
        self._from: QPointF | None = None
        self._part = ""
        self._line: PriceLine | None = None
        self._keys: dict[Qt.Key, Callable[[], None]] = {
            Key.Key_Left: lambda: self._pan(-KEY_STEP),
            Key.Key_Right: lambda: self._pan(KEY_STEP),
            Key.Key_PageUp: lambda: self._pan(-1.0),
            Key.Key_PageDown: lambda: self._pan(1.0),
            Key.Key_Up: lambda: self._zoom(1 / KEY_ZOOM),
            Key.Key_Down: lambda: self._zoom(KEY_ZOOM),
            Key.Key_Plus: lambda: self._zoom(1 / KEY_ZOOM),
            Key.Key_Equal: lambda: self._zoom(1 / KEY_ZOOM),
            Key.Key_Minus: lambda: self._zoom(KEY_ZOOM),
            Key.Key_Home: chart.show_first,
            Key.Key_End: chart.show_last,
            Key.Key_A: lambda: chart.set_price_range(None),
            Key.Key_L: lambda: chart.set_scale("linear" if chart.scale == "log" else "log"),
            Key.Key_Escape: lambda: chart.set_crosshair(None),
        }

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; sideways, or with Shift, pan. On the axis of prices zoom prices."""
        chart, at = self._chart, event.position()
        turned, sideways = event.angleDelta().y(), event.angleDelta().x()
        if event.modifiers() & Shift:
            turned, sideways = 0, sideways or turned
        if sideways and abs(sideways) > abs(turned):
            self._pan(-sideways / 1200.0)
        elif chart.canvas.geometry.prices.contains(at.toPoint()):
            chart.scale_prices(WHEEL_ZOOM**-turned, at.y())
        else:
            chart.zoom(WHEEL_ZOOM**-turned, at.x())
        event.accept()

    def press(self, event: QMouseEvent) -> None:
        """Take hold of a line, of the candles, or of an axis."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._from = event.position()
        self._part = self._part_at(event.position())
        self._line = None
        if self._part == "plot":
            self._line = self._line_at(event.position())
        if self._line is None and self._part == "plot":
            self._chart.setCursor(Qt.CursorShape.ClosedHandCursor)

    def move(self, event: QMouseEvent) -> None:
        """Drag what is held; without a button, move the crosshair."""
        chart, at = self._chart, event.position()
        if self._from is None:
            if self._part_at(at) in {"plot", "volumes"}:
                chart.set_crosshair((at.x(), at.y()))
                is_on_line = self._line_at(at) is not None
                shape = Qt.CursorShape
                chart.setCursor(shape.SizeVerCursor if is_on_line else shape.CrossCursor)
            else:
                self.leave()
            return
        across, down = at.x() - self._from.x(), at.y() - self._from.y()
        self._from = at
        if self._line is not None:
            chart.drag_line(self._line, at.y())
        elif self._part == "prices":
            chart.scale_prices(DRAG_ZOOM**down, chart.canvas.geometry.plot.height() / 2)
        elif self._part == "times":
            chart.zoom(DRAG_ZOOM**-across, chart.canvas.geometry.plot.width())
        else:
            chart.pan_pixels(-across)
            if not chart.is_price_fitted:
                chart.shift_prices(down)
            chart.set_crosshair((at.x(), at.y()))

    def release(self, event: QMouseEvent) -> None:
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._from, self._line = None, None
            self._chart.setCursor(Qt.CursorShape.CrossCursor)

    def double_click(self, event: QMouseEvent) -> None:
        """On the axis of prices fit the prices again; on that of times see the last candles."""
        part = self._part_at(event.position())
        if part == "prices":
            self._chart.set_price_range(None)
        elif part == "times":
            self._chart.show_last()

    def leave(self) -> None:
        """Hide the crosshair."""
        self._chart.set_crosshair(None)
        self._chart.unsetCursor()

    def key(self, event: QKeyEvent) -> bool:
        """Whether the key was one of ours."""
        if event.modifiers() & Shift and event.key() in {Key.Key_Left, Key.Key_Right}:
            self._chart.step_crosshair(-1 if event.key() == Key.Key_Left else 1)
            return True
        action = self._keys.get(Key(event.key()))
        if action is None:
            return False
        action()
        return True

    def _part_at(self, at: QPointF) -> str:
        geometry, point = self._chart.canvas.geometry, at.toPoint()
        if geometry.prices.contains(point):
            return "prices"
        if geometry.times.contains(point):
            return "times"
        return "volumes" if geometry.volumes.contains(point) else "plot"

    def _line_at(self, at: QPointF) -> PriceLine | None:
        canvas = self._chart.canvas
        return grabbed(canvas.overlay.lines, at.y(), canvas.renderer.y_at)

    def _pan(self, share: float) -> None:
        self._chart.pan(share * self._chart.canvas.window.span)

    def _zoom(self, factor: float) -> None:
        self._chart.zoom(factor, None)
