"""pyqtgraph, as its own example of candlesticks does it: a recorded picture of every candle."""

import os

os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"

import pyqtgraph as pg
from contender import Case
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPicture
from PySide6.QtWidgets import QWidget


class Candlesticks(pg.GraphicsObject):  # type: ignore[misc]
    """All candles, recorded once and played for each paint."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self._picture = QPicture()
        painter = QPainter(self._picture)
        painter.setPen(pg.mkPen("w"))
        for row, (begin, high, low, end) in enumerate(zip(*case.columns, strict=True)):
            painter.drawLine(QPointF(row, low), QPointF(row, high))
            painter.setBrush(pg.mkBrush("r" if begin > end else "g"))
            painter.drawRect(QRectF(row - 0.4, begin, 0.8, end - begin))
        painter.end()

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.drawPicture(0, 0, self._picture)

    def boundingRect(self) -> QRectF:
        return QRectF(self._picture.boundingRect())


class Pyqtgraph:
    """A plot with axes, whose prices are fitted by NumPy."""

    what = "frame-axes"

    def __init__(self, case: Case) -> None:
        self._case = case
        self._columns = case.columns
        # finplot sets a white background for everybody, on which white wicks would not be seen.
        self._plot = pg.PlotWidget(background=(30, 30, 30))
        self._plot.addItem(Candlesticks(case))

    @property
    def widget(self) -> QWidget:
        plot: QWidget = self._plot
        return plot

    @property
    def painted(self) -> QWidget:
        viewport: QWidget = self._plot.viewport()
        return viewport

    def frame(self, step: int) -> None:
        first, last = self._case.window(step)
        low, high = self._columns.lows[first:last].min(), self._columns.highs[first:last].max()
        self._plot.setRange(xRange=(first, last), yRange=(low, high), padding=0.0)
        self._plot.viewport().repaint()
