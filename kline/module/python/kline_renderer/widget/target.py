"""The memory that a painter paints on, where it is plain pixels in a place that is known."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QImage, QPainter

__all__ = ["Target"]

FORMATS = {QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied}
"""Both take an opaque 0xAARRGGBB as it is."""


@dataclass(frozen=True)
class Target:
    """Memory that begins at the upper left pixel of a widget."""

    memory: bytes | bytearray | memoryview
    stride: int

    @classmethod
    def of(cls, painter: QPainter, width: int, height: int, dpr: float) -> Target | None:
        """Where a painter paints that many device pixels; nothing if that is no plain memory.

        It must not be clipped: what is written there is not seen by Qt.
        """
        engine = painter.paintEngine()
        device = None if engine is None else engine.paintDevice()
        if not isinstance(device, QImage) or device.format() not in FORMATS:
            return None
        place = painter.deviceTransform()
        if (place.m11(), place.m12(), place.m21(), place.m22()) != (dpr, 0.0, 0.0, dpr):
            return None
        left, top = int(place.dx()), int(place.dy())
        is_inside = 0 <= left <= device.width() - width and 0 <= top <= device.height() - height
        if (left, top) != (place.dx(), place.dy()) or not is_inside or painter.opacity() < 1.0:
            return None
        begin = top * device.bytesPerLine() + 4 * left
        return cls(device.bits()[begin:], device.bytesPerLine())
