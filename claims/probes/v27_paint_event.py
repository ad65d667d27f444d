"""V-27: the article's painting: black pens, and bodies of one pixel without their colour."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from seeing import Seen, not_run

try:
    from PySide6.QtGui import QBrush, QColor, QGuiApplication, QImage, QPainter, QPen
except ImportError as error:
    not_run(f"PySide6 cannot be imported: {error}")

app = QGuiApplication([])
BACKGROUND, BODY, BLACK = QColor(30, 30, 30), QColor(38, 166, 154), QColor(0, 0, 0)


def painted(wide: int, tall: int) -> QImage:
    """One candle as the article paints it."""
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.fillRect(image.rect(), BACKGROUND)
    painter.setPen(QPen())
    painter.setBrush(QBrush(BODY))
    painter.drawRect(20, 20, wide, max(tall, 1))
    middle = int(20 + wide / 2)
    painter.drawLine(middle, 10, middle, 50)
    painter.end()
    return image


def count(image: QImage, colour: QColor) -> int:
    """How many pixels have a colour."""
    pixels = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixelColor(x, y) == colour for x, y in pixels)


seen = Seen()
seen.that("a new pen is black", QPen().color() == BLACK, QPen().color().name())
candle = painted(10, 20)
seen.that(
    "outline and wick are black on #1e1e1e",
    count(candle, BLACK) > 60,
    f"{count(candle, BLACK)} black pixels, {count(candle, BODY)} of the body",
)
seen.that("the wick is drawn over the body", candle.pixelColor(25, 30) == BLACK)
seen.that("a body of one pixel shows no colour", count(painted(1, 20), BODY) == 0)
seen.that("nor does one that opens where it closes", count(painted(10, 0), BODY) == 0)
empty = QImage(60, 60, QImage.Format.Format_RGB32)
empty.fill(BACKGROUND)
seen.that("without commands nothing but the background is left", count(empty, BACKGROUND) == 3600)
seen.end()
