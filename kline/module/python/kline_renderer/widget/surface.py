"""The part of the widget that holds candles, takes ticks and paints; it is not steered yet.

Candles may be fed from any thread; everything else belongs to the thread of the window, as in all
of Qt.
"""

import threading
from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from kline_renderer._native import CandleRenderer, Damage, Pending
from kline_renderer.widget.canvas import Canvas
from kline_renderer.widget.intake import columns_of
from kline_renderer.widget.readout import described
from kline_renderer.widget.settings import Settings
from kline_renderer.widget.window import Window

__all__ = ["Surface"]

FRAME_MS = 16
"""Ticks are gathered for so long, that is for one frame of a usual screen."""

SPOKEN_MS = 250
"""A screen reader is told of news no more often than this."""

SEEN_AT_FIRST = 120

TimeUnit = Literal["s", "ms", "us", "ns"]


class Surface(QWidget):
    """Candles, their feed, and their picture."""

    view_changed = Signal(float, float)
    """The visible range, in candles, after it has changed."""
    _fed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.renderer = CandleRenderer(0, 0)
        """The engine, for reading; candles that are given to it directly are not seen at once."""
        self._settings = Settings()
        self._window = Window()
        self.canvas = Canvas(self.renderer, self._window, self._settings, self.font())
        """What is painted; not part of the promised interface."""
        self._pending = Pending()
        self._thread = threading.get_ident()
        self._frame = self._timer(FRAME_MS, self._show_ticks)
        self._speech = self._timer(SPOKEN_MS, self._speak)
        self._is_frame_due = False
        self._fed.connect(self._frame.start, Qt.ConnectionType.QueuedConnection)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Candlestick chart")

    def _timer(self, milliseconds: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer

    def set_data(self, table: Any, *, time_unit: TimeUnit | None = None) -> None:
        """Show a table with columns `open`, `high`, `low`, `close`, and perhaps `volume`, `time`.

        Parameters
        ----------
        table
            A data frame, an Arrow table, a structured array or a dict. A `DatetimeIndex` is taken
            for the times where no column is one.
        time_unit
            Unit of times that are integers.

        Raises
        ------
        TypeError, ValueError
            If a column is missing or not numbers; the message names it. The chart keeps what it
            showed.
        """
        self.set_candles(*columns_of(table), time_unit=time_unit)

    def set_candles(
        self,
        opens: Any,
        highs: Any,
        lows: Any,
        closes: Any,
        volumes: Any = None,
        times: Any = None,
        *,
        time_unit: TimeUnit | None = None,
    ) -> None:
        """Show these candles, the last of them first; see `CandleRenderer.set_candles`."""
        self.renderer.set_candles(opens, highs, lows, closes, volumes, times, time_unit=time_unit)
        self._pending.take()
        self.canvas.forget_prices()
        candles = len(self.renderer)
        self._window.show_last(min(SEEN_AT_FIRST, max(candles, 1)), candles)
        self._moved()

    def append(
        self,
        open: float,
        high: float,
        low: float,
        close: float,
        volume: float | None = None,
        time: int | None = None,
    ) -> None:
        """Add a candle, from any thread. The chart follows if its last candle is seen."""
        self._note(self.renderer.append(open, high, low, close, volume, time), 1)

    def extend(self, table: Any, *, time_unit: TimeUnit | None = None) -> None:
        """Add the candles of a table, from any thread; all or none."""
        columns = columns_of(table)
        before = len(self.renderer)
        damage = self.renderer.extend(*columns, time_unit=time_unit)
        self._note(damage, max(len(self.renderer) - before, 0))

    def update_last(
        self, open: float, high: float, low: float, close: float, volume: float | None = None
    ) -> None:
        """Replace the last candle, from any thread; without `volume` the old volume stays."""
        self._note(self.renderer.update_last_candle(open, high, low, close, volume), 0)

    def truncate_front(self, count: int) -> None:
        """Forget the oldest candles, and go on showing the same ones."""
        dropped = min(count, len(self.renderer))
        self.renderer.truncate_front(count)
        self._window.show(self._window.x0 - dropped, self._window.x1 - dropped)
        self._moved()

    def _note(self, damage: Damage, grown: int) -> None:
        """Show a tick with the next frame. One that is due already is left to come."""
        self._pending.add(damage, grown)
        if not self._is_frame_due:
            self._is_frame_due = True
            if threading.get_ident() == self._thread:
                self._frame.start()
            else:
                self._fed.emit()

    def _show_ticks(self) -> None:
        # In this order: a tick that comes between asks for a frame more, and none is forgotten.
        self._is_frame_due = False
        stale = self._pending.take()
        if stale is not None:
            self.update(self._take(stale))

    def refresh(self) -> None:
        """Paint at once what ticks have changed, without waiting for the next frame."""
        stale = self._pending.take()
        if stale is not None:
            self.repaint(self._take(stale))

    def _take(self, stale: tuple[int, int, bool, int]) -> QRegion | QRect:
        """Let the canvas know what ticks have changed; what of the widget is stale by that."""
        x0, x1, is_rescaled, grown = stale
        if grown:
            candles = len(self.renderer)
            if self._window.holds_last(candles - grown):
                self._window.pan(grown, candles)
                self._moved()
                return self.rect()
        self._tell_later()
        if is_rescaled and self._settings.is_price_fitted:
            self.canvas.stale()
            return self.rect()
        columns = self.canvas.stale_columns(x0, x1)
        if self._settings.has_axes:
            return self.canvas.overlay.region() + columns
        return columns

    def _moved(self) -> None:
        self._redraw()
        self.view_changed.emit(self._window.x0, self._window.x1)

    def _redraw(self) -> None:
        self.canvas.stale()
        self.update()
        self._tell_later()

    def spoken_text(self) -> str:
        """What is seen, in words, as a screen reader is told."""
        overlay = self.canvas.overlay
        return described(
            self.renderer.visible_range(),
            overlay.candle(),
            overlay.crosshair is not None,
            self.canvas.decimals,
            self._settings.zone,
        )

    def _tell_later(self) -> None:
        if self._settings.has_axes and not self._speech.isActive():
            self._speech.start()

    def _speak(self) -> None:
        text = self.spoken_text()
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)
            event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(event)

    def sizeHint(self) -> QSize:
        """A chart of a usual size."""
        return QSize(800, 600)

    def minimumSizeHint(self) -> QSize:
        """Large enough for some labels."""
        return QSize(160, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Render what is stale, and paint."""
        canvas = self.canvas
        canvas.resize(self.width(), self.height(), self.devicePixelRatioF())
        canvas.prepare()
        painter = QPainter(self)
        # Siblings that lie above leave more than one rectangle, or a smaller one.
        canvas.paint(
            painter,
            lambda: event.rect() == self.rect() and event.region().rectCount() == 1,
        )
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the font."""
        if event.type() == QEvent.Type.FontChange:
            self.canvas.set_font(self.font())
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many candles as before."""
        self._redraw()
