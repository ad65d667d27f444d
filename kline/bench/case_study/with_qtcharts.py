"""QtCharts, which has candlesticks and is deprecated since Qt 6.10."""

from contender import Case
from PySide6.QtCharts import QCandlestickSeries, QCandlestickSet, QChart, QChartView, QValueAxis
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


class Qtcharts:
    """A chart with two axes and no animation."""

    what = "frame-axes"

    def __init__(self, case: Case) -> None:
        self._case = case
        self._columns = case.columns
        series = QCandlestickSeries()
        series.append(
            [
                QCandlestickSet(float(begin), float(high), float(low), float(end), float(row))
                for row, (begin, high, low, end) in enumerate(zip(*case.columns, strict=True))
            ]
        )
        chart = QChart()
        chart.addSeries(series)
        chart.legend().hide()
        self._across, self._up = QValueAxis(), QValueAxis()
        chart.addAxis(self._across, Qt.AlignmentFlag.AlignBottom)
        chart.addAxis(self._up, Qt.AlignmentFlag.AlignRight)
        series.attachAxis(self._across)
        series.attachAxis(self._up)
        self._series, self._chart = series, chart
        self._view = QChartView(chart)

    @property
    def widget(self) -> QWidget:
        return self._view

    @property
    def painted(self) -> QWidget:
        return self._view.viewport()

    def frame(self, step: int) -> None:
        first, last = self._case.window(step)
        low, high = self._columns.lows[first:last].min(), self._columns.highs[first:last].max()
        self._across.setRange(first, last)
        self._up.setRange(float(low), float(high))
        self._view.viewport().repaint()
