"""Puts a chart together: brings what is stale up to date, and paints the layers over one another.

It knows no events. Whoever changes something says what is stale; `prepare` does no more than that.
"""

import math
from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QFont, QPainter

from kline_renderer._native import CandleRenderer
from kline_renderer.widget.commands import CommandsLayer
from kline_renderer.widget.geometry import Geometry, columns_in_widget
from kline_renderer.widget.layers import CandleLayer, Lattice, RasterLayer, VolumeLayer
from kline_renderer.widget.overlay import Overlay
from kline_renderer.widget.readout import decimals_for, decimals_in
from kline_renderer.widget.settings import Settings
from kline_renderer.widget.strips import Label, Strip, Texts
from kline_renderer.widget.window import Window

__all__ = ["Canvas"]

NO_STRIPS = (0, 0)
PRICE_TICK_PIXELS = 48
TIME_TICK_PIXELS = 96
DAYS = ("day", "week")
STRIP_STEP = 8
"""The price strip is widened by this many pixels at once, so that it seldom changes."""


class Canvas:
    """Everything that is painted, and what of it is stale."""

    def __init__(
        self, renderer: CandleRenderer, window: Window, settings: Settings, font: QFont
    ) -> None:
        self.renderer = renderer
        self.window = window
        self.settings = settings
        self.texts = Texts(font)
        self.overlay = Overlay(self)
        self.geometry = Geometry.of(0, 0, NO_STRIPS, 0.0)
        self.decimals = 2
        self._quoted: int | None = None
        self.candles: CandleLayer = RasterLayer(renderer)
        self.paints_commands = False
        self._volumes = VolumeLayer(renderer)
        self._strips = (Strip(self.texts, True), Strip(self.texts, False))
        self._labels: tuple[list[Label], list[Label]] = ([], [])
        self._lattice = Lattice()
        self._size = (0, 0, 1.0)
        self._strip_width = 0
        self._is_stale = True
        self._columns: tuple[int, int] | None = None

    @property
    def dpr(self) -> float:
        """Device pixels in a pixel."""
        return self._size[2]

    def resize(self, width: int, height: int, dpr: float) -> None:
        """Fit another size."""
        if (width, height, dpr) != self._size:
            self._size = (width, height, dpr)
            self.stale()

    def stale(self) -> None:
        """Everything has to be drawn anew."""
        self._is_stale = True

    def forget_prices(self) -> None:
        """Look anew how prices are written and how wide they are, for these are other candles."""
        self._strip_width = 0
        self._quoted = decimals_in(self.renderer)
        self.stale()

    def stale_columns(self, x0: int, x1: int) -> QRect:
        """Some columns of device pixels have to be drawn anew; where they lie in the widget."""
        if x0 >= x1:
            return QRect()
        before = self._columns
        self._columns = (x0, x1) if before is None else (min(x0, before[0]), max(x1, before[1]))
        return columns_in_widget(x0, x1, self._size[2], self.geometry.bottom)

    def set_font(self, font: QFont) -> None:
        """Write in another font."""
        self.texts = Texts(font)
        self._strips = (Strip(self.texts, True), Strip(self.texts, False))
        self.forget_prices()

    def set_commands(self, is_chosen: bool) -> None:
        """Paint candles from commands, or as an image."""
        background = self.settings.theme.background
        self.paints_commands = is_chosen
        self.candles = (
            CommandsLayer(self.renderer, background) if is_chosen else RasterLayer(self.renderer)
        )
        self.stale()

    def prepare(self) -> None:
        """Bring up to date what is stale."""
        if self._is_stale:
            self._is_stale, self._columns = False, None
            self._look()
            self._render(None)
        elif self._columns is not None:
            columns, self._columns = self._columns, None
            self._render(columns)

    def _render(self, columns: tuple[int, int] | None) -> None:
        self.candles.render(self.dpr, columns, self._lattice)
        if self.geometry.has_volumes:
            self._volumes.render(self.geometry.volumes, self.dpr, columns, self._lattice)

    def _look(self) -> None:
        """Tell the engine what is seen; a second time if the prices need a wider strip."""
        self._lattice = Lattice()
        for _ in range(2):
            self._divide()
            plot = self.geometry.plot
            window, renderer = self.window, self.renderer
            renderer.set_viewport(window.x0, window.x1, plot.width(), plot.height(), self.dpr)
            if self.settings.is_price_fitted:
                renderer.autoscale()
            if not self.settings.has_axes:
                return
            low, high = renderer.price_range()
            self.decimals = self._decimals(low, high)
            prices = [
                Label(y, text)
                for y, _, text in renderer.price_ticks(max(plot.height() // PRICE_TICK_PIXELS, 2))
            ]
            if not self._widen([label.text for label in prices], high):
                break
        self._label(prices)

    def _decimals(self, low: float, high: float) -> int:
        for known in (self.settings.decimals, self._quoted):
            if known is not None:
                return known
        return decimals_for(low, high, self.geometry.plot.height())

    def _divide(self) -> None:
        width, height, _ = self._size
        settings = self.settings
        strips = NO_STRIPS
        if settings.has_axes:
            strips = (self._strip_width, math.ceil(self.texts.height) + 8)
        has_volumes = settings.has_volumes and self._has_volumes()
        share = settings.volume_share if has_volumes else 0.0
        self.geometry = Geometry.of(width, height, strips, share)

    def _has_volumes(self) -> bool:
        return len(self.renderer) > 0 and self.renderer.candle(-1).volume is not None

    def _widen(self, texts: list[str], high: float) -> bool:
        """Whether the strip of prices had to be made wider."""
        texts = [*texts, f"{high:.{self.decimals}f}"]
        needed = max(map(self.texts.width, texts)) + 2 * Strip.PAD
        if needed <= self._strip_width:
            return False
        self._strip_width = math.ceil(needed / STRIP_STEP) * STRIP_STEP
        return True

    def _label(self, prices: list[Label]) -> None:
        geometry, renderer = self.geometry, self.renderer
        first, last = renderer.visible_range()
        offsets: list[tuple[int, int]] = []
        if last > first:
            begin, end = renderer.candle(first).time, renderer.candle(last - 1).time
            if begin is not None and end is not None:
                offsets = self.settings.zone.offsets(min(begin, end), max(begin, end))
        count = max(geometry.times.width() // TIME_TICK_PIXELS, 2)
        times_seen = [
            Label(x, self._time_text(candle, text, unit))
            for x, candle, text, unit in renderer.time_ticks(count, offsets)
        ]
        self._labels = (prices, times_seen)
        if self.settings.has_grid:
            theme, dpr = self.settings.theme, self.dpr
            rows = [int(y * dpr) for y, _ in prices if y >= 0]
            columns = [int(x * dpr) for x, _ in times_seen if x >= 0]
            self._lattice = Lattice(rows, columns, theme.grid, theme.background)

    def _time_text(self, candle: int, text: str, unit: str) -> str:
        """The text of a tick; days get their month, without which they say little."""
        time = self.renderer.candle(candle).time
        return self.settings.zone.day(time) if unit in DAYS and time is not None else text

    def paint(self, painter: QPainter, is_whole: Callable[[], bool]) -> None:
        """Paint what is seen; Qt cuts off what need not be, if it does not ask for all of it."""
        self.candles.paint(painter, is_whole)
        if self.geometry.has_volumes:
            self._paint_volumes(painter)
        overlay = self.overlay
        if self.settings.has_axes or overlay.lines:
            seen = overlay.seen()
            if self.settings.has_axes:
                self._paint_axes(painter, overlay.beside_tags(self._labels[0], seen))
            overlay.paint(painter, seen)

    def _paint_volumes(self, painter: QPainter) -> None:
        area = self.geometry.volumes
        self._volumes.paint(painter, area)
        border = QColor.fromRgba(self.settings.theme.border)
        painter.fillRect(0, area.top() - 1, area.width(), 1, border)

    def _paint_axes(self, painter: QPainter, prices: list[Label]) -> None:
        theme, geometry = self.settings.theme, self.geometry
        colors = (theme.background, theme.text, theme.border)
        areas = (geometry.prices, geometry.times)
        labels_seen = (prices, self._labels[1])
        for strip, area, labels in zip(self._strips, areas, labels_seen, strict=True):
            if not area.isEmpty():
                strip.paint(painter, area, labels, colors, self.dpr)
