"""A feed that ticks: it changes the last candle, and after some ticks begins a new one."""

from PySide6.QtCore import QObject, QTimer

from kline_renderer.demo.market import Market
from kline_renderer.widget import RustCandleChart

__all__ = ["Feed"]

TICK_MS = 10
TICKS_PER_CANDLE = 150


class Feed(QObject):
    """A hundred ticks a second."""

    def __init__(self, chart: RustCandleChart, market: Market) -> None:
        super().__init__(chart)
        self._chart = chart
        self._market = market
        self._candle = [market.price] * 4
        self._volume = 0.0
        self._ticks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begin a new candle, and go on."""
        self._begin(self._market.price)
        self._timer.start()

    def tick(self) -> None:
        """One trade."""
        price = self._market.tick()
        self._ticks += 1
        if self._ticks % TICKS_PER_CANDLE == 0:
            self._begin(price)
            return
        first, high, low, _ = self._candle
        high, low = max(high, price), min(low, price)
        self._candle = [first, high, low, price]
        self._volume += 1.0 + 12.0 * self._market.chance.random()
        self._chart.update_last(first, high, low, price, self._volume)

    def _begin(self, price: float) -> None:
        time = self._market.time(self._market.minute)
        self._market.minute += 1
        self._candle, self._volume = [price] * 4, 1.0
        self._chart.append(price, price, price, price, self._volume, time)
