"""Paints candles as lines and rectangles, for paper and for files that can be enlarged."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen
from shiboken6 import Shiboken

from kline_renderer._native import CandleRenderer

__all__ = ["paint_candles"]

RECORD = 4
"""float64 in a record of Qt's `QLineF` and `QRectF`."""

# In quotes: CPython 3.11 knows `array[float]` in annotations only.
Fill: TypeAlias = "Callable[[array[float], array[float]], tuple[int, int]]"


def paint_candles(painter: QPainter, renderer: CandleRenderer, up: int, down: int) -> None:
    """Paint wicks and bodies of all that is seen, without a background."""
    for fill, is_line in ((renderer.lines_into, True), (renderer.rects_into, False)):
        for records, color in zip(filled(renderer, fill), (up, down), strict=True):
            paint = QColor.fromRgba(color)
            painter.setPen(QPen(paint, 0) if is_line else Qt.PenStyle.NoPen)
            painter.setBrush(paint)
            draw(painter, records, is_line)
    # A doji has no body to fill: its rectangle is drawn as a line.
    for records, color in zip(filled(renderer, renderer.rects_into), (up, down), strict=True):
        painter.setPen(QPen(QColor.fromRgba(color), 0))
        flat = (
            QLineF(x, y, x + width, y) for x, y, width, height in quadruples(records) if not height
        )
        painter.drawLines(list(flat))


def filled(renderer: CandleRenderer, fill: Fill) -> tuple[array[float], array[float]]:
    """The records of rising and of falling candles."""
    room = renderer.record_capacity() * RECORD
    up, down = array("d", bytes(8 * room)), array("d", bytes(8 * room))
    risen, fallen = fill(up, down)
    del up[risen * RECORD :], down[fallen * RECORD :]
    return up, down


def quadruples(records: array[float]) -> zip[tuple[float, ...]]:
    """The records one by one."""
    fields = iter(records)
    return zip(*[fields] * RECORD, strict=True)


def draw(painter: QPainter, records: array[float], is_line: bool) -> None:
    """Draw the records with one call, from where they lie if this Qt takes a pointer."""
    if not records:
        return
    if takes_pointers():
        draw_from_memory(painter, records, is_line)
    elif is_line:
        painter.drawLines([QLineF(*record) for record in quadruples(records)])
    else:
        painter.drawRects([QRectF(*record) for record in quadruples(records)])


def draw_from_memory(painter: QPainter, records: array[float], is_line: bool) -> None:
    """Let Qt read the records where they are: it takes the first of them, and a count."""
    address, length = records.buffer_info()
    # The stub says `Object`; what comes back is of the class that was asked for.
    first: Any = Shiboken.wrapInstance(address, QLineF if is_line else QRectF)
    if is_line:
        painter.drawLines(first, length // RECORD)
    else:
        painter.drawRects(first, length // RECORD)


@cache
def takes_pointers() -> bool:
    """Whether this Qt draws a number of records from a pointer: two are drawn and looked for."""
    image = QImage(4, 1, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255))
    try:
        draw_from_memory(painter, array("d", [0, 0, 1, 1, 2, 0, 1, 1]), False)
    except TypeError:
        return False
    finally:
        painter.end()
    return [image.pixel(x, 0) & 0xFF for x in range(4)] == [255, 0, 255, 0]
