"""Paints candles from the engine's commands: Rust computes, PySide6 paints.

It is slower than an image, and open to a painter of one's own. Pens and brushes are made once for
each colour, and everything is filled on whole device pixels, so that it shows what an image shows.
"""

import math
import struct
from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from kline_renderer._native import COMMAND_FORMAT, CandleRenderer
from kline_renderer.widget.layers import Lattice

__all__ = ["CommandsLayer"]

COMMANDS = struct.Struct(COMMAND_FORMAT)


class CommandsLayer:
    """Candles as commands, which are kept until they are stale."""

    def __init__(self, renderer: CandleRenderer, background: int) -> None:
        self._renderer = renderer
        self._commands = b""
        self._lattice = Lattice()
        self.background = background

    def render(self, dpr: float, columns: tuple[int, int] | None, lattice: Lattice) -> None:
        """Ask for the commands of all that is seen; they are not kept by column."""
        self._lattice = lattice
        self._commands = self._renderer.generate_render_commands()

    def paint(self, painter: QPainter, is_whole: Callable[[], bool]) -> None:
        """Fill the background, then wick and body of each candle, in the order of time."""
        _, _, width, height, dpr = self._renderer.viewport()
        painter.fillRect(QRectF(0, 0, width, height), QColor.fromRgba(self.background))
        grid, pixel = QColor.fromRgba(self._lattice.color), 1 / dpr
        for row in self._lattice.rows:
            painter.fillRect(QRectF(0, row / dpr, width, pixel), grid)
        for column in self._lattice.columns:
            painter.fillRect(QRectF(column / dpr, 0, pixel, height), grid)
        thick = max(1, round(dpr)) / dpr
        rects: dict[int, QColor] = {}
        for x, y, body, tall, top, bottom, color in COMMANDS.iter_unpack(self._commands):
            paint = rects.get(color)
            if paint is None:
                paint = rects[color] = QColor.fromRgba(color)
            wick = min(thick, body)
            if body > wick:
                fill(painter, x, y, body, tall, dpr, paint)
            fill(painter, x + (body - wick) / 2, top, wick, bottom - top, dpr, paint)


def fill(
    painter: QPainter, x: float, y: float, width: float, height: float, dpr: float, color: QColor
) -> None:
    """Fill whole device pixels, the rows of both ends among them."""
    first, last = math.floor(y * dpr), math.floor((y + height) * dpr)
    painter.fillRect(QRectF(x, first / dpr, width, (last - first + 1) / dpr), color)
