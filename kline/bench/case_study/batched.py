"""Painters that hand Qt many records at once, by a pointer: NumPy's, and the engine's."""

from typing import Any

import numpy as np
from article import BACKGROUND, DOWN, UP, FromCommands, Painter
from contender import Case
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from shiboken6 import Shiboken

Floats = NDArray[np.float64]


def draw(painter: QPainter, color: QColor, rects: Floats, lines: Floats) -> None:
    """Draw records of one colour; the arrays have four float64 a row."""
    first: Any
    if len(lines):
        painter.setPen(QPen(color, 0))
        first = Shiboken.wrapInstance(lines.ctypes.data, QLineF)
        painter.drawLines(first, len(lines))
    if len(rects):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        first = Shiboken.wrapInstance(rects.ctypes.data, QRectF)
        painter.drawRects(first, len(rects))


class NumpyBatched(Painter):
    """The best that Python does without Rust: whole columns at once, one call for each colour."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self._columns = case.columns

    def paintEvent(self, event: QPaintEvent) -> None:
        first, last = self._window
        opens, highs, lows, closes = (column[first:last] for column in self._columns)
        low, high = lows.min(), highs.max()
        margin = (high - low) * 0.05
        top, scale = high + margin, self.height() / ((high - low) + 2 * margin)
        pitch = self.width() / (last - first)
        wide = max(pitch * 0.8, 1.0)
        x = np.arange(len(opens)) * pitch
        rects = np.empty((len(opens), 4))
        rects[:, 0] = x
        rects[:, 1] = (top - np.maximum(opens, closes)) * scale
        rects[:, 2] = wide
        rects[:, 3] = np.maximum(np.abs(opens - closes) * scale, 1.0)
        lines = np.empty((len(opens), 4))
        lines[:, 0] = lines[:, 2] = x + wide / 2
        lines[:, 1] = (top - highs) * scale
        lines[:, 3] = (top - lows) * scale
        is_up = closes >= opens
        painter = QPainter(self)
        painter.fillRect(self.rect(), BACKGROUND)
        for color, rows in ((UP, is_up), (DOWN, ~is_up)):
            draw(painter, color, rects[rows], lines[rows])
        painter.end()


class Records(FromCommands):
    """The engine's records, at most one for each column of pixels."""

    def paintEvent(self, event: QPaintEvent) -> None:
        renderer = self._renderer
        renderer.set_viewport(*self._window, self.width(), self.height(), 1.0)
        renderer.autoscale()
        room = renderer.record_capacity()
        up, down = np.empty((2, 2, room, 4))
        lines = renderer.lines_into(up[0].reshape(-1), down[0].reshape(-1))
        rects = renderer.rects_into(up[1].reshape(-1), down[1].reshape(-1))
        painter = QPainter(self)
        painter.fillRect(self.rect(), BACKGROUND)
        for color, kind, place in ((UP, up, 0), (DOWN, down, 1)):
            draw(painter, color, kind[1][: rects[place]], kind[0][: lines[place]])
        painter.end()
