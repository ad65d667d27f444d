"""Writes what a chart shows into a file: whole, or not at all."""

from PySide6.QtCore import QByteArray, QIODevice, QSaveFile
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter

from kline_renderer.widget.canvas import Canvas
from kline_renderer.widget.vector import paint_candles

__all__ = ["save_png", "save_svg"]


class Written:
    """A file that appears under its name when all of it is written."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.file = QSaveFile(path)

    def __enter__(self) -> QSaveFile:
        if not self.file.open(QIODevice.OpenModeFlag.WriteOnly):
            raise OSError(f"cannot write {self.path}: {self.file.errorString()}")
        return self.file

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is not None:
            self.file.cancelWriting()
        elif not self.file.commit():
            raise OSError(f"cannot write {self.path}: {self.file.errorString()}")


def save_png(image: QImage, path: str) -> None:
    """Write an image as PNG.

    Raises
    ------
    OSError
        If the file cannot be written; an older one stays as it was.
    """
    with Written(path) as file:
        writer = QImageWriter(file, QByteArray(b"png"))
        if not writer.write(image):
            raise OSError(f"cannot write {path}: {writer.errorString()}")


def save_svg(canvas: Canvas, path: str) -> None:
    """Write the candles as SVG: lines and rectangles, no pixels.

    Raises
    ------
    OSError
        If the file cannot be written; an older one stays as it was.
    """
    from PySide6.QtSvg import QSvgGenerator

    theme = canvas.settings.theme
    with Written(path) as file:
        drawing = QSvgGenerator()
        drawing.setOutputDevice(file)
        drawing.setSize(canvas.geometry.plot.size())
        drawing.setViewBox(canvas.geometry.plot)
        painter = QPainter(drawing)
        painter.fillRect(canvas.geometry.plot, QColor.fromRgba(theme.background))
        painter.setClipRect(canvas.geometry.plot)
        paint_candles(painter, canvas.renderer, theme.up, theme.down)
        painter.end()
