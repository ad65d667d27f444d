"""The pictures that a chart keeps: candles and volumes, each rendered anew only where it is stale.

The grid is part of them, since it lies below; axes and crosshair come on top.
"""

from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from kline_renderer._native import CandleRenderer, rule_into

__all__ = ["CandleLayer", "Lattice", "RasterLayer", "VolumeLayer"]

Columns = tuple[int, int]

HEADROOM = 1.08
"""Height of the volumes' axis, in largest volumes: none of them touches the candles."""


@dataclass
class Lattice:
    """The lines of the grid, in device pixels."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    color: int = 0
    background: int = 0

    def draw(self, image: QImage, rows: list[int], columns: Columns | None) -> None:
        """Draw the lines below what an image shows, with these rows."""
        if not (rows or self.columns):
            return
        size = (image.width(), image.height())
        stride, bits = image.bytesPerLine(), image.bits()
        colors = (self.color, self.background)
        rule_into(bits, stride, size, rows, self.columns, *colors, columns)


class CandleLayer(Protocol):
    """One way to paint candles."""

    def render(self, dpr: float, columns: Columns | None, lattice: Lattice) -> None:
        """Make ready what is seen: everything, or some columns of device pixels."""

    def paint(self, painter: QPainter) -> None:
        """Paint it, background included."""


def fitting(image: QImage | None, width: int, height: int, dpr: float) -> QImage:
    """The image, or a new one where it has another size."""
    if image is None or image.width() != width or image.height() != height:
        # Qt's fastest format to draw from: no alpha, the words that the engine writes.
        image = QImage(width, height, QImage.Format.Format_RGB32)
    if image.devicePixelRatio() != dpr:
        image.setDevicePixelRatio(dpr)
    return image


class RasterLayer:
    """Candles as the engine draws them, in an image of device pixels."""

    def __init__(self, renderer: CandleRenderer) -> None:
        self._renderer = renderer
        self._origin = QPoint(0, 0)
        self._image: QImage | None = None

    def render(self, dpr: float, columns: Columns | None, lattice: Lattice) -> None:
        """Render into the image; whole where its size has changed."""
        width, height = self._renderer.device_size()
        if width == 0 or height == 0:
            self._image = None
            return
        image = fitting(self._image, width, height, dpr)
        if image is not self._image:
            columns = None
        self._image = image
        self._renderer.render_into(image.bits(), image.bytesPerLine(), columns)
        lattice.draw(image, lattice.rows, columns)

    def paint(self, painter: QPainter) -> None:
        """Copy the image; Qt cuts off what need not be painted."""
        if self._image is not None:
            painter.drawImage(self._origin, self._image)


class VolumeLayer:
    """Volumes as columns, in an image of their own."""

    def __init__(self, renderer: CandleRenderer) -> None:
        self._renderer = renderer
        self._image: QImage | None = None
        self.top = 0.0

    def render(self, area: QRect, dpr: float, columns: Columns | None, lattice: Lattice) -> None:
        """Render the columns that are stale, or everything where the largest one has changed."""
        width, height = self._renderer.device_size()[0], round(area.height() * dpr)
        if width == 0 or height == 0:
            self._image = None
            return
        image = fitting(self._image, width, height, dpr)
        top = self._renderer.volume_top() * HEADROOM
        if image is not self._image or top != self.top:
            columns = None
        self._image, self.top = image, top
        self._renderer.render_volume_into(
            image.bits(), image.bytesPerLine(), height, columns, self.top
        )
        lattice.draw(image, [], columns)

    def paint(self, painter: QPainter, area: QRect) -> None:
        """Copy the image to its place."""
        if self._image is not None:
            painter.drawImage(area.topLeft(), self._image)
