"""The widget: what a program and a user can tell a chart. What events mean is not said here."""

import math
from typing import Literal

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from kline_renderer._native import Candle
from kline_renderer.widget.export import save_png, save_svg
from kline_renderer.widget.interaction import Interaction
from kline_renderer.widget.lines import PriceLine
from kline_renderer.widget.surface import Surface
from kline_renderer.widget.themes import THEMES, Theme
from kline_renderer.widget.zones import Zone

__all__ = ["RustCandleChart"]


class RustCandleChart(Surface):
    """A candlestick chart.

    The wheel zooms at the pointer, a drag pans, and a drag on the axis of prices sets their range.
    Keys: arrows, Page Up and Down, Home, End, `+`, `-`; `L` for a logarithmic scale, `A` for fitted
    prices; Shift and an arrow move the crosshair by a candle, Escape hides it.
    """

    crosshair_moved = Signal(object)
    """The `Candle` under the crosshair, or nothing."""
    line_moved = Signal(object, float)
    """A `PriceLine` that the user has dragged, and its price."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale: Literal["linear", "log"] = "linear"
        self._interaction = Interaction(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.set_theme("dark")

    # What is seen.

    @property
    def visible_range(self) -> tuple[float, float]:
        """The first candle that is seen, and one after the last; with fractions."""
        return self._window.x0, self._window.x1

    def show_range(self, x0: float, x1: float) -> None:
        """See the candles from `x0` to `x1`; either may lie beyond the data.

        Raises
        ------
        ValueError
            If the range is reversed, empty or not finite.
        """
        self._window.show(x0, x1)
        self._moved()

    def show_last(self, count: float | None = None) -> None:
        """See the last candles: `count` of them, or as many as are seen now."""
        seen = self._window.span if count is None else count
        self._window.show_last(seen, len(self.renderer))
        self._moved()

    def show_first(self) -> None:
        """See the first candles, as many as are seen now."""
        self._window.show(0.0, self._window.span)
        self._moved()

    def show_all(self) -> None:
        """See every candle."""
        self._window.show(0.0, max(len(self.renderer), 1))
        self._moved()

    def pan(self, candles: float) -> None:
        """Move by that many candles; towards the later ones if it is positive."""
        self._window.pan(candles, len(self.renderer))
        self._moved()

    def pan_pixels(self, pixels: float) -> None:
        """Move by that many pixels."""
        self.pan(pixels * self._window.span / max(self.canvas.geometry.plot.width(), 1))

    def zoom(self, factor: float, x: float | None) -> None:
        """See `factor` times as many candles; what is at `x` pixels stays there.

        Without `x` the last candle stays if it is seen, else the middle of the window.
        """
        window, candles = self._window, len(self.renderer)
        if x is not None:
            share = x / max(self.canvas.geometry.plot.width(), 1)
            at = window.x0 + share * window.span
        else:
            at = candles if window.holds_last(candles) else window.x0 + window.span / 2
        window.zoom(factor, at, candles)
        self._moved()

    # Prices.

    @property
    def is_price_fitted(self) -> bool:
        """Whether the prices fit what is seen; else they are what was set."""
        return self._settings.is_price_fitted

    def set_price_range(self, prices: tuple[float, float] | None) -> None:
        """Keep to these prices at the lower and the upper edge; `None` fits them to what is seen.

        Raises
        ------
        ValueError
            If the range is reversed or not finite, or not positive on the logarithmic scale.
        """
        if prices is not None:
            self.renderer.set_price_range(*prices)
        self._settings.is_price_fitted = prices is None
        self._redraw()

    def scale_prices(self, factor: float, y: float) -> None:
        """See a price range of `factor` times the height; what is at `y` pixels stays there."""
        height = self.canvas.geometry.plot.height()
        self._set_edges(y - y * factor, y + (height - y) * factor)

    def shift_prices(self, pixels: float) -> None:
        """Move the candles down by that many pixels."""
        self._set_edges(-pixels, self.canvas.geometry.plot.height() - pixels)

    def _set_edges(self, top: float, bottom: float) -> None:
        low, high = self.renderer.price_at(bottom), self.renderer.price_at(top)
        # A pointer may ask for more than a float64 can hold: then the prices stay as they are.
        if math.isfinite(low) and math.isfinite(high) and (high - low) > abs(high) * 1e-12:
            self.set_price_range((low, high))

    @property
    def scale(self) -> Literal["linear", "log"]:
        """The scale of prices."""
        return self._scale

    def set_scale(self, scale: Literal["linear", "log"]) -> None:
        """Choose the scale of prices; on `log` those of 0 and less lie below everything."""
        self.renderer.set_scale(scale)
        self._scale = scale
        self._redraw()

    def set_decimals(self, decimals: int | None) -> None:
        """Write prices with so many decimals; `None` takes what tells one pixel from the next."""
        if decimals is not None and not 0 <= decimals <= 12:
            raise ValueError(f"`decimals` is {decimals}; give 0 to 12, or None")
        self._settings.decimals = decimals
        self.canvas.forget_prices()
        self._redraw()

    # Looks.

    def set_theme(self, theme: Theme | str) -> None:
        """Take other colours: a `Theme`, or the name of one in `THEMES`."""
        if isinstance(theme, str):
            if theme not in THEMES:
                raise ValueError(f"no theme is called `{theme}`; there are {', '.join(THEMES)}")
            theme = THEMES[theme]
        self._settings.theme = theme
        self.renderer.set_colors(
            theme.up, theme.down, theme.background, theme.volume_up, theme.volume_down
        )
        self.canvas.set_commands(self.painting == "commands")
        self._redraw()

    @property
    def painting(self) -> Literal["raster", "commands"]:
        """How candles are painted."""
        return "commands" if self.canvas.paints_commands else "raster"

    def set_painting(self, painting: Literal["raster", "commands"]) -> None:
        """Choose who paints candles: the engine into an image, or PySide6 from commands."""
        if painting not in {"raster", "commands"}:
            raise ValueError(f"no painting is called `{painting}`; say `raster` or `commands`")
        self.canvas.set_commands(painting == "commands")
        self._redraw()

    def set_time_zone(self, name: str) -> None:
        """Write times as the clocks of a zone, such as `Europe/Zurich`, show them."""
        self._settings.zone = Zone(name)
        self._redraw()

    def set_parts(
        self,
        *,
        axes: bool | None = None,
        grid: bool | None = None,
        volumes: bool | None = None,
        price_line: bool | None = None,
    ) -> None:
        """Show or hide parts; `axes` are those of prices and times, with crosshair and read-out."""
        settings = self._settings
        settings.has_axes = settings.has_axes if axes is None else axes
        settings.has_grid = settings.has_grid if grid is None else grid
        settings.has_volumes = settings.has_volumes if volumes is None else volumes
        settings.has_price_line = settings.has_price_line if price_line is None else price_line
        self._redraw()

    # Lines and crosshair.

    def add_line(
        self, price: float, text: str = "", *, color: int | None = None, draggable: bool = False
    ) -> PriceLine:
        """Draw a line at a price, for an order, a position or an alarm.

        Parameters
        ----------
        price
            Where it lies.
        text
            What it is called, on the line.
        color
            0xAARRGGBB; the theme's own where none is given.
        draggable
            Whether the user may move it; `line_moved` tells where to.
        """
        if not math.isfinite(price):
            raise ValueError(f"a line cannot lie at {price}; give a finite price")
        line = PriceLine(
            float(price),
            text,
            self._settings.theme.line if color is None else color,
            draggable,
            changed=self.update,
            removed=self._remove_line,
        )
        self.canvas.overlay.lines.append(line)
        self.update()
        return line

    def _remove_line(self, line: PriceLine) -> None:
        if line in self.canvas.overlay.lines:
            self.canvas.overlay.lines.remove(line)
            self.update()

    def drag_line(self, line: PriceLine, y: float) -> None:
        """Move a line to `y` pixels, as a pointer does."""
        price = round(self.renderer.price_at(y), self.canvas.decimals)
        if math.isfinite(price):
            line.move(price)
            self.line_moved.emit(line, price)

    @property
    def crosshair(self) -> Candle | None:
        """The candle under the crosshair."""
        overlay = self.canvas.overlay
        return None if overlay.crosshair is None else overlay.candle()

    def set_crosshair(self, at: tuple[float, float] | None) -> None:
        """Put the crosshair at x and y, in pixels, or hide it."""
        overlay = self.canvas.overlay
        if at == overlay.crosshair:
            return
        before, stale = self.crosshair, overlay.region()
        overlay.crosshair = at
        self.update(stale + overlay.region())
        now = self.crosshair
        if (now and now.index) != (before and before.index):
            self.crosshair_moved.emit(now)
            self._tell_later()

    def step_crosshair(self, candles: int) -> None:
        """Move the crosshair to a candle further on, and the window if it has to follow."""
        renderer, overlay = self.renderer, self.canvas.overlay
        if not len(renderer):
            return
        first, last = renderer.visible_range()
        under = self.crosshair
        index = last - 1 if under is None else under.index + candles
        index = min(max(index, 0), len(renderer) - 1)
        if not first <= index < last:
            self.pan(index - (first if index < first else last - 1))
            self.canvas.prepare()
        close = renderer.candle(index).close
        y = renderer.y_at(close) if math.isfinite(close) else 0.0
        overlay.crosshair = None
        self.set_crosshair((renderer.x_at(index), y))
        self.update()

    # Pictures and words.

    def to_image(self) -> QImage:
        """What is seen, without the crosshair, in device pixels."""
        overlay = self.canvas.overlay
        crosshair, overlay.crosshair = overlay.crosshair, None
        try:
            return self.grab().toImage()
        finally:
            overlay.crosshair = crosshair

    def save(self, path: str) -> None:
        """Write what is seen as `.png`, or the candles alone as `.svg`.

        Raises
        ------
        ValueError
            If the name ends otherwise.
        OSError
            If the file cannot be written; an older one stays as it was.
        """
        ending = str(path).lower().rpartition(".")[2]
        if ending == "png":
            save_png(self.to_image(), str(path))
        elif ending == "svg":
            self.canvas.prepare()
            save_svg(self.canvas, str(path))
        else:
            raise ValueError(f"no picture is written as `.{ending}`; say `.png` or `.svg`")

    # Events.

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom or pan."""
        self._interaction.wheel(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold."""
        self._interaction.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or move the crosshair."""
        self._interaction.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._interaction.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit prices, or go to the last candles."""
        self._interaction.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the crosshair."""
        self._interaction.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the key says."""
        if not self._interaction.key(event):
            super().keyPressEvent(event)
