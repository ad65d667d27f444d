"""Horizontal lines at a price: the last price, orders, positions, and whatever a user adds."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from kline_renderer.widget.strips import Strip, Texts

__all__ = ["PriceLine", "Tags", "paint_line"]

GRIP = 4
"""How near a pointer has to be to take hold of a line, in pixels."""

DASH = (4, 2)
"""Pixels that a dashed line shows, and that it leaves out."""


def nothing() -> None:
    """What a line that is on no chart tells when it changes."""


@dataclass(eq=False)
class PriceLine:
    """A line on a chart. Its attributes may be set at any time; `remove` takes it off."""

    price: float
    text: str
    color: int
    is_draggable: bool = False
    is_dashed: bool = True
    changed: Callable[[], None] = field(default=nothing, repr=False)
    removed: Callable[["PriceLine"], None] | None = field(default=None, repr=False)

    def move(self, price: float) -> None:
        """Put the line at another price."""
        self.price = float(price)
        self.changed()

    def remove(self) -> None:
        """Take the line off its chart."""
        if self.removed is not None:
            self.removed(self)


def grabbed(
    lines: Iterable[PriceLine], y: float, y_at: Callable[[float], float]
) -> PriceLine | None:
    """The line that a pointer at `y` may drag, the nearest first."""
    near = [(abs(y_at(line.price) - y), line) for line in lines if line.is_draggable]
    found = min(near, key=lambda pair: pair[0], default=(GRIP + 1.0, None))
    return found[1] if found[0] <= GRIP else None


def text_color(color: int) -> QColor:
    """Black or white, whichever is read more easily on a colour."""
    red, green, blue = (color >> shift & 0xFF for shift in (16, 8, 0))
    return QColor(
        Qt.GlobalColor.black
        if red * 299 + green * 587 + blue * 114 > 140_000
        else Qt.GlobalColor.white
    )


class Tags:
    """Labels in colour, on the strips of the axes and in the plot."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    def on_prices(self, painter: QPainter, strip: QRect, y: float, text: str, color: int) -> None:
        """Mark a price on its axis."""
        tall = self._texts.height
        top = min(max(y - tall / 2, strip.top()), strip.bottom() + 1 - tall)
        area = QRectF(strip.left() + 1, top, strip.width() - 1, tall)
        painter.fillRect(area, QColor.fromRgba(color))
        painter.setPen(text_color(color))
        self._texts.draw(painter, strip.left() + Strip.PAD, top, text)

    def on_times(self, painter: QPainter, strip: QRect, x: float, text: str, color: int) -> None:
        """Mark a time on its axis."""
        wide = self._texts.width(text) + 2 * Strip.PAD
        left = min(max(x - wide / 2, strip.left()), strip.right() + 1 - wide)
        area = QRectF(left, strip.top() + 1, wide, strip.height() - 1)
        painter.fillRect(area, QColor.fromRgba(color))
        painter.setPen(text_color(color))
        top = strip.top() + (strip.height() - self._texts.height) / 2
        self._texts.draw(painter, left + Strip.PAD, top, text)

    def in_plot(
        self, painter: QPainter, x: float, y: float, text: str, colors: tuple[int, int]
    ) -> None:
        """Name a line just above it; `colors` are those of text and background."""
        top = y - self._texts.height
        shade = QColor.fromRgba(colors[1])
        shade.setAlpha(200)
        painter.fillRect(QRectF(x, top, self._texts.width(text), self._texts.height), shade)
        painter.setPen(QColor.fromRgba(colors[0]))
        self._texts.draw(painter, x, top, text)


@lru_cache(maxsize=16)
def dashes(width: int, color: int, dpr: float) -> QImage:
    """A dashed line, as a picture of one row: to copy it takes a tenth of what a pen takes."""
    image = QImage(
        math.ceil(width * dpr), max(round(dpr), 1), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(dpr)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    for left in range(0, width, sum(DASH)):
        painter.fillRect(left, 0, DASH[0], 1, QColor.fromRgba(color))
    painter.end()
    return image


def paint_line(painter: QPainter, plot: QRect, y: int, line: PriceLine, dpr: float) -> None:
    """Draw the line itself, across the plot."""
    if line.is_dashed:
        painter.drawImage(QPoint(plot.left(), y), dashes(plot.width(), line.color, dpr))
    else:
        painter.fillRect(plot.left(), y, plot.width(), 1, QColor.fromRgba(line.color))
