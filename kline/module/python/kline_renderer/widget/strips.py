"""The strips of the two axes, as pictures that are drawn anew only when their labels change."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPixmap, QStaticText

__all__ = ["Label", "Strip", "Texts"]

KEPT = 512
"""Labels that are kept laid out; a feed that runs for days makes ever new ones."""


class Label(NamedTuple):
    """A text and where the middle of it belongs, in pixels along the strip."""

    at: float
    text: str


class Texts:
    """Texts laid out for drawing, which costs more than drawing them."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetricsF(font)
        self._laid: dict[str, tuple[QStaticText, float]] = {}

    @property
    def height(self) -> float:
        """Height of a line."""
        return self._metrics.height()

    def width(self, text: str) -> float:
        """Width of a text."""
        return self._laid_out(text)[1]

    def draw(self, painter: QPainter, x: float, y: float, text: str) -> None:
        """Draw a text whose upper left corner is at `x`, `y`."""
        painter.drawStaticText(QPointF(x, y), self._laid_out(text)[0])

    def _laid_out(self, text: str) -> tuple[QStaticText, float]:
        found = self._laid.get(text)
        if found is None:
            if len(self._laid) >= KEPT:
                self._laid.clear()
            static = QStaticText(text)
            static.setTextFormat(Qt.TextFormat.PlainText)
            static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            static.prepare(font=self.font)
            found = self._laid[text] = (static, self._metrics.horizontalAdvance(text))
        return found


class Strip:
    """The labels of one axis."""

    PAD = 6
    """Pixels between a label and the edge of the strip."""

    def __init__(self, texts: Texts, is_vertical: bool) -> None:
        self._texts = texts
        self._is_vertical = is_vertical
        self._pixmap: QPixmap | None = None
        self._drawn: object = None

    def paint(
        self,
        painter: QPainter,
        area: QRect,
        labels: Sequence[Label],
        colors: tuple[int, int, int],
        dpr: float,
    ) -> None:
        """Copy the strip to its place; `colors` are those of background, text and border."""
        wanted = (area.size(), tuple(labels), colors, dpr)
        if self._pixmap is None or wanted != self._drawn:
            self._pixmap = self._draw(area, labels, colors, dpr)
            self._drawn = wanted
        painter.drawPixmap(area.topLeft(), self._pixmap)

    def _draw(
        self, area: QRect, labels: Sequence[Label], colors: tuple[int, int, int], dpr: float
    ) -> QPixmap:
        background, text, border = map(QColor.fromRgba, colors)
        size = area.size() * dpr
        pixmap = self._pixmap
        if pixmap is None or pixmap.size() != size:
            pixmap = QPixmap(size)
        pixmap.setDevicePixelRatio(dpr)
        pixmap.fill(background)
        painter = QPainter(pixmap)
        painter.setFont(self._texts.font)
        if self._is_vertical:
            painter.fillRect(0, 0, 1, area.height(), border)
        else:
            painter.fillRect(0, 0, area.width(), 1, border)
        painter.setPen(text)
        half = self._texts.height / 2
        for label in labels:
            if self._is_vertical:
                # A label that would be cut off is not drawn, as half a number is a wrong one.
                if half <= label.at <= area.height() - half:
                    self._texts.draw(painter, self.PAD, label.at - half, label.text)
            else:
                left = label.at - self._texts.width(label.text) / 2
                if left >= 0 and left + 2 * (label.at - left) <= area.width():
                    self._texts.draw(painter, left, (area.height() - 2 * half) / 2, label.text)
        painter.end()
        return pixmap
