"""The pictures that a chart keeps: candles and volumes, each rendered anew only where it is stale.

The grid is part of them, since it lies below; axes and crosshair come on top.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter

from kline_renderer._native import CandleRenderer, rule_into
from kline_renderer.widget.target import Target

__all__ = ["CandleLayer", "Lattice", "RasterLayer", "VolumeLayer"]

Columns = tuple[int, int]
Memory = bytes | bytearray | memoryview

HEADROOM = 1.08
"""Height of the volumes' axis, in largest volumes: none of them touches the candles."""


@dataclass
class Lattice:
    """The lines of the grid, in device pixels."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    color: int = 0
    background: int = 0

    def draw(
        self,
        memory: Memory,
        stride: int,
        size: tuple[int, int],
        rows: list[int],
        columns: Columns | None,
    ) -> None:
        """Draw the lines below what a picture shows, with these rows."""
        if rows or self.columns:
            colors = (self.color, self.background)
            rule_into(memory, stride, size, rows, self.columns, *colors, columns)


class CandleLayer(Protocol):
    """One way to paint candles."""

    def render(self, dpr: float, columns: Columns | None, lattice: Lattice) -> None:
        """Make ready what is seen: everything, or some columns of device pixels."""

    def paint(self, painter: QPainter, is_whole: Callable[[], bool]) -> None:
        """Paint it, background included; `is_whole()` where Qt asks for all of the widget."""


def fitting(image: QImage | None, width: int, height: int, dpr: float) -> QImage:
    """The image, or a new one where it has another size."""
    if image is None or image.width() != width or image.height() != height:
        # Qt's fastest format to draw from: no alpha, the words that the engine writes.
        image = QImage(width, height, QImage.Format.Format_RGB32)
    if image.devicePixelRatio() != dpr:
        image.setDevicePixelRatio(dpr)
    return image


class RasterLayer:
    """Candles as the engine draws them, in an image of device pixels.

    Where all of the picture is stale it is rendered straight into what Qt paints on, which saves a
    copy. The image is brought up to date when it is needed: at the next paint of a part.
    """

    def __init__(self, renderer: CandleRenderer) -> None:
        self._renderer = renderer
        self._origin = QPoint(0, 0)
        self._image: QImage | None = None
        self._is_behind = True
        self._dpr = 1.0
        self._size = (0, 0)
        self._lattice = Lattice()

    def render(self, dpr: float, columns: Columns | None, lattice: Lattice) -> None:
        """Render some columns into the image; all of them wait for the paint."""
        self._dpr, self._lattice = dpr, lattice
        image = self._image
        if columns is None or image is None:
            self._is_behind = True
        elif not self._is_behind:
            memory, stride = image.bits(), image.bytesPerLine()
            self._renderer.render_into(memory, stride, columns)
            lattice.draw(memory, stride, self._size, lattice.rows, columns)

    def paint(self, painter: QPainter, is_whole: Callable[[], bool]) -> None:
        """Copy the image, or render into its place; Qt cuts off what need not be painted."""
        if self._is_behind:
            self._size = width, height = self._renderer.device_size()
            if width == 0 or height == 0:
                self._image = None
                return
            if is_whole():
                target = Target.of(painter, width, height, self._dpr)
                if target is not None:
                    self._draw(target.memory, target.stride)
                    return
            image = self._image = fitting(self._image, width, height, self._dpr)
            self._draw(image.bits(), image.bytesPerLine())
            self._is_behind = False
        if self._image is not None:
            painter.drawImage(self._origin, self._image)

    def _draw(self, memory: Memory, stride: int) -> None:
        self._renderer.render_into(memory, stride)
        self._lattice.draw(memory, stride, self._size, self._lattice.rows, None)


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
        memory, stride = image.bits(), image.bytesPerLine()
        self._renderer.render_volume_into(memory, stride, height, columns, self.top)
        lattice.draw(memory, stride, (width, height), [], columns)

    def paint(self, painter: QPainter, area: QRect) -> None:
        """Copy the image to its place."""
        if self._image is not None:
            painter.drawImage(area.topLeft(), self._image)
