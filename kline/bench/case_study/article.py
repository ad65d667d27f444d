"""The article's painters: all in Python, and Python that reads commands from Rust.

The article's own Rust fills 20 bytes where its Python reads 28, and its Python reads the colour as
a float; both read the repaired format here, so that what is measured is the loop that paints.
"""

import struct

from contender import Case
from kline_renderer import CandleRenderer
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

UP, DOWN = QColor(38, 166, 154), QColor(239, 83, 80)
BACKGROUND = QColor(30, 30, 30)
COMMAND = struct.Struct("<6fI")
FINER = 10.0
"""Device pixels in a pixel for commands: so every candle gets one, as in the article."""


class Painter(QWidget):
    """A widget that paints candles itself."""

    what = "frame"

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._case = case
        self._window = case.window(0)

    @property
    def widget(self) -> QWidget:
        return self

    @property
    def painted(self) -> QWidget:
        return self

    def frame(self, step: int) -> None:
        self._window = self._case.window(step)
        self.repaint()


class ArticlePython(Painter):
    """Prices in lists, and for each candle arithmetic, a brush, a rectangle and a line."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self._columns = [column.tolist() for column in case.columns]

    def paintEvent(self, event: QPaintEvent) -> None:
        first, last = self._window
        opens, highs, lows, closes = self._columns
        low, high = min(lows[first:last]), max(highs[first:last])
        margin = (high - low) * 0.05
        top, scale = high + margin, self.height() / ((high - low) + 2 * margin)
        pitch = self.width() / (last - first)
        wide = max(pitch * 0.8, 1.0)
        painter = QPainter(self)
        painter.fillRect(self.rect(), BACKGROUND)
        painter.setPen(QPen())
        for row in range(first, min(last, len(opens))):
            x = (row - first) * pitch
            begin, end = opens[row], closes[row]
            y = (top - max(begin, end)) * scale
            tall = abs(begin - end) * scale
            painter.setBrush(QBrush(UP if end >= begin else DOWN))
            painter.drawRect(int(x), int(y), max(int(wide), 1), max(int(tall), 1))
            middle = int(x + wide / 2)
            painter.drawLine(
                middle, int((top - highs[row]) * scale), middle, int((top - lows[row]) * scale)
            )
        painter.end()


class FromCommands(Painter):
    """Rust computes, Python paints."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self._renderer = CandleRenderer(case.width, case.height)
        self._renderer.set_candles(*case.columns)

    def commands(self) -> bytes:
        renderer = self._renderer
        renderer.set_viewport(*self._window, self.width(), self.height(), FINER)
        renderer.autoscale()
        return renderer.generate_render_commands()


class ArticleRust(FromCommands):
    """The article's loop: unpack, make a brush, draw."""

    def paintEvent(self, event: QPaintEvent) -> None:
        data = self.commands()
        painter = QPainter(self)
        painter.fillRect(self.rect(), BACKGROUND)
        painter.setPen(QPen())
        for offset in range(0, len(data), 28):
            x, y, wide, tall, top, bottom, color = struct.unpack_from("<6fI", data, offset)
            red, green, blue = color >> 16 & 0xFF, color >> 8 & 0xFF, color & 0xFF
            painter.setBrush(QBrush(QColor(red, green, blue)))
            painter.drawRect(int(x), int(y), max(int(wide), 1), max(int(tall), 1))
            middle = int(x + wide / 2)
            painter.drawLine(middle, int(top), middle, int(bottom))
        painter.end()


class ArticleRustRepaired(FromCommands):
    """The same with pens and brushes made once, and set when the colour changes."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self._paints = {color.rgba(): (QPen(color), QBrush(color)) for color in (UP, DOWN)}

    def paintEvent(self, event: QPaintEvent) -> None:
        data = self.commands()
        painter = QPainter(self)
        painter.fillRect(self.rect(), BACKGROUND)
        draw_rect, draw_line, before = painter.drawRect, painter.drawLine, None
        for x, y, wide, tall, top, bottom, color in COMMAND.iter_unpack(data):
            if color != before:
                before = color
                pen, brush = self._paints[color]
                painter.setPen(pen)
                painter.setBrush(brush)
            draw_rect(int(x), int(y), int(wide) or 1, int(tall) or 1)
            middle = int(x + wide / 2)
            draw_line(middle, int(top), middle, int(bottom))
        painter.end()
