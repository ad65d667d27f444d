"""What lies over the candles: lines at prices, the crosshair, and the read-out of a candle.

It says where it is painted, so that a moved pointer makes stale no more than two lines and a text.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from kline_renderer._native import Candle
from kline_renderer.widget.lines import PriceLine, Tags, paint_line
from kline_renderer.widget.readout import name_of, price_text, readout
from kline_renderer.widget.strips import Label, Strip

if TYPE_CHECKING:
    from kline_renderer.widget.canvas import Canvas

__all__ = ["Overlay"]

Placed = tuple[PriceLine, int]
"""A line, and its row in the plot."""


class Overlay:
    """Lines, crosshair and read-out."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self.lines: list[PriceLine] = []
        self.crosshair: tuple[float, float] | None = None
        self._last_place: int | None = None
        self._read: tuple[object, str] = (None, "")

    def candle(self) -> Candle | None:
        """The candle that is read out: the one under the crosshair, else the last one."""
        renderer = self._canvas.renderer
        if self.crosshair is not None:
            return renderer.ohlcv_at(self.crosshair[0])
        return self._last()

    def _last(self) -> Candle | None:
        try:
            return self._canvas.renderer.candle(-1)
        except IndexError:
            return None

    def _price_line(self) -> PriceLine | None:
        settings = self._canvas.settings
        last = self._last() if settings.has_price_line and settings.has_axes else None
        if last is None or not math.isfinite(last.close):
            return None
        theme = settings.theme
        return PriceLine(last.close, "", theme.up if last.close >= last.open else theme.down)

    def place(self, line: PriceLine) -> int | None:
        """Y of a line; nothing where it is not seen."""
        y = self._canvas.renderer.y_at(line.price)
        is_seen = math.isfinite(y) and 0 <= y < self._canvas.geometry.plot.height()
        return round(y) if is_seen else None

    def seen(self) -> list[Placed]:
        """The lines that are seen, that of the last price first, and where."""
        last = self._price_line()
        self._last_place = None if last is None else self.place(last)
        found: list[Placed] = []
        if last is not None and self._last_place is not None:
            found.append((last, self._last_place))
        for line in self.lines:
            place = self.place(line)
            if place is not None:
                found.append((line, place))
        return found

    def beside_tags(self, labels: list[Label], seen: list[Placed]) -> list[Label]:
        """Those labels of the prices that no tag of a line will half hide."""
        room, kept = self._canvas.texts.height, labels
        for _, place in seen:
            kept = [label for label in kept if abs(label.at - place) >= room]
        return kept

    def region(self) -> QRegion:
        """Where the overlay is painted now, for making it stale."""
        canvas = self._canvas
        if not canvas.settings.has_axes:
            return QRegion() if not self.lines else QRegion(canvas.geometry.plot)
        geometry, tall = canvas.geometry, math.ceil(canvas.texts.height)
        full = geometry.plot.width() + geometry.prices.width()
        region = QRegion(QRect(0, 0, geometry.plot.width(), tall + 8))
        last = self._price_line()
        places = [(line, self.place(line)) for line in [*self.lines, *([last] if last else [])]]
        if last is not None:
            # Where it was painted, for a tick has moved it since.
            places.append((last, self._last_place))
        for line, y in places:
            if y is not None:
                region += (
                    QRect(0, y - tall - 1, full, 2 * tall + 2)
                    if line.text
                    else QRect(0, y, full, 1)
                )
                region += geometry.prices & QRect(geometry.prices.left(), y - tall, full, 2 * tall)
        if self.crosshair is not None:
            x, y = round(self._column(self.crosshair[0])), round(self.crosshair[1])
            region += QRect(x - 1, 0, 3, geometry.times.top())
            region += QRect(0, y - 1, full, 3)
            region += geometry.prices & QRect(geometry.prices.left(), y - tall, full, 2 * tall)
            region += geometry.times
        return region

    def paint(self, painter: QPainter, seen: list[Placed]) -> None:
        """Paint all of it."""
        canvas = self._canvas
        painter.setFont(canvas.texts.font)
        for line, place in seen:
            self._paint_line(painter, line, place)
        if canvas.settings.has_axes:
            if self.crosshair is not None:
                self._paint_crosshair(painter, *self.crosshair)
            self._paint_readout(painter)

    def _paint_line(self, painter: QPainter, line: PriceLine, y: int) -> None:
        canvas = self._canvas
        tags = Tags(canvas.texts)
        paint_line(painter, canvas.geometry.plot, y, line, canvas.dpr)
        if line.text:
            colors = (line.color, canvas.settings.theme.background)
            tags.in_plot(painter, Strip.PAD, y, line.text, colors)
        if canvas.settings.has_axes:
            text = price_text(line.price, canvas.decimals)
            tags.on_prices(painter, canvas.geometry.prices, y, text, line.color)

    def _column(self, x: float) -> float:
        """The middle of the candle at `x`, so that the crosshair stands on it."""
        renderer = self._canvas.renderer
        index = renderer.index_at(x)
        return x if index is None else renderer.x_at(index)

    def _paint_crosshair(self, painter: QPainter, x: float, y: float) -> None:
        canvas = self._canvas
        theme, geometry, renderer = canvas.settings.theme, canvas.geometry, canvas.renderer
        column = int(self._column(x))
        painter.setPen(QPen(QColor.fromRgba(theme.crosshair), 1, Qt.PenStyle.DotLine))
        painter.drawLine(column, 0, column, geometry.times.top() - 1)
        tags = Tags(canvas.texts)
        candle = renderer.ohlcv_at(x)
        if geometry.plot.contains(int(x), int(y)):
            painter.drawLine(0, int(y), geometry.plot.width() - 1, int(y))
            text = price_text(renderer.price_at(y), canvas.decimals)
            tags.on_prices(painter, geometry.prices, y, text, theme.crosshair)
        if candle is not None:
            name = name_of(candle, canvas.settings.zone)
            tags.on_times(painter, geometry.times, column, name, theme.crosshair)

    def _readout(self, candle: Candle) -> str:
        """The text of a candle; made anew only when it says something else."""
        canvas = self._canvas
        prices = (candle.open, candle.high, candle.low, candle.close, candle.volume)
        said = (candle.index, prices, canvas.decimals, canvas.settings.zone)
        if said != self._read[0]:
            self._read = (said, readout(candle, canvas.decimals, canvas.settings.zone))
        return self._read[1]

    def _paint_readout(self, painter: QPainter) -> None:
        candle = self.candle()
        if candle is None:
            return
        canvas = self._canvas
        theme = canvas.settings.theme
        text = self._readout(candle)
        area = QRect(
            0,
            0,
            math.ceil(canvas.texts.width(text)) + 2 * Strip.PAD,
            math.ceil(canvas.texts.height) + 6,
        )
        shade = QColor.fromRgba(theme.background)
        shade.setAlpha(200)
        painter.fillRect(area & canvas.geometry.plot, shade)
        is_falling = candle.close < candle.open
        painter.setPen(QColor.fromRgba(theme.down if is_falling else theme.up))
        canvas.texts.draw(painter, Strip.PAD, 3, text)
