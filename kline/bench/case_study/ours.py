"""Our own chart: candles alone, with axes, one tick, and the limit of any painter of images."""

from article import Painter
from contender import Case
from kline_renderer.widget import RustCandleChart
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget


class Ours:
    """The widget as it is sold, with the parts switched off that others do not have."""

    what = "frame"
    has_axes = False

    def __init__(self, case: Case) -> None:
        self._case = case
        self._chart = RustCandleChart()
        self._chart.set_candles(*case.columns)
        self._chart.set_parts(axes=self.has_axes, volumes=False)
        self._chart.show_range(*case.window(0))

    @property
    def widget(self) -> QWidget:
        return self._chart

    @property
    def painted(self) -> QWidget:
        return self._chart

    def frame(self, step: int) -> None:
        self._chart.show_range(*self._case.window(step))
        self._chart.repaint()


class OursWithAxes(Ours):
    """With grid, labels, price line and read-out."""

    what = "frame-axes"
    has_axes = True


class OursTick(Ours):
    """A change of the last candle: what it costs to tell the chart, and to paint it."""

    what = "tick"

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self._chart.show_range(case.loaded - case.visible, case.loaded)
        self._last = self._chart.renderer.candle(-1)
        low, high = self._chart.renderer.autoscale()
        # Towards the middle and back, so that the prices are never left and the picture changes.
        self._reach = ((low + high) / 2 - self._last.close) / 2

    def frame(self, step: int) -> None:
        last, close = self._last, self._last.close + self._reach * (step % 10) / 10
        high, low = max(last.high, close), min(last.low, close)
        self._chart.update_last(last.open, high, low, close)
        self._chart.refresh()


class Blit(Painter):
    """An image that does not change, copied to the screen: what any painter of images pays."""

    what = "blit"

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        chart = RustCandleChart()
        chart.set_candles(*case.columns)
        chart.set_parts(axes=False, volumes=False)
        chart.show_range(*case.window(0))
        chart.resize(case.width, case.height)
        self._image = chart.to_image().convertToFormat(QImage.Format.Format_RGB32)
        self._origin = QPoint(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(self._origin, self._image)
        painter.end()
