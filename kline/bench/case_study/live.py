"""The article's live scenario: 5,000 candles, a feed, and a window that has to keep up with it.

A timer ticks 200 times a second and a candle is added each second. Between two ticks the thread of
the window should have little to do: the CPU time that it took is the gap that a user may feel.
"""

import time
from array import array
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import article
from candles import candles
from contender import Case
from kline_renderer.widget import RustCandleChart
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

TICK_MS = 5
TICKS_PER_CANDLE = 200
COUNT = 5_000
PAGE_KIB = 4
WARMING = 1_000


@dataclass(frozen=True)
class Live:
    """What a run has shown."""

    contender: str
    seconds: float
    ticks: int
    longest_cpu_ms: float
    p99_cpu_ms: float
    longest_wall_ms: float
    cpu_share: float
    grown_kib: int


class Ours:
    """Our chart as it comes, with axes and all."""

    def __init__(self) -> None:
        self.widget = RustCandleChart()
        self.widget.set_candles(*candles(COUNT, False))
        self.widget.show_range(0, COUNT)

    def update(self, prices: tuple[float, float, float, float]) -> None:
        self.widget.update_last(*prices)

    def append(self, price: float) -> None:
        self.widget.append(price, price, price, price)

    def show(self) -> None:
        self.widget.refresh()


class ArticlePython:
    """The article's painter, which paints everything anew once a frame of the screen."""

    def __init__(self) -> None:
        self.widget = article.ArticlePython(Case(800, 600, COUNT, COUNT))

    def update(self, prices: tuple[float, float, float, float]) -> None:
        for column, price in zip(self.widget._columns, prices, strict=True):
            column[-1] = price
        self.widget.update()

    def append(self, price: float) -> None:
        for column in self.widget._columns:
            column.append(price)
        self.widget._window = (self.widget._window[0] + 1, self.widget._window[1] + 1)
        self.widget.update()

    def show(self) -> None:
        self.widget.repaint()


def resident_kib() -> int:
    """Memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_KIB


def run(name: str, chart: Ours | ArticlePython, seconds: float) -> Live:
    """Feed a chart for some seconds."""
    chart.widget.resize(800, 600)
    chart.widget.show()
    QApplication.processEvents()
    # Laid out beforehand, so that the memory that grows is not this one.
    room = int(2 * seconds * 1_000 / TICK_MS) + 1
    cpu_ms, wall_ms = array("d", bytes(8 * room)), array("d", bytes(8 * room))
    price, tick, first = 100.0, 0, 0
    before = (time.perf_counter(), time.thread_time())

    def beat() -> None:
        nonlocal before, tick
        now = (time.perf_counter(), time.thread_time())
        place = min(tick, room - 1)
        wall_ms[place] = (now[0] - before[0]) * 1e3
        cpu_ms[place] = (now[1] - before[1]) * 1e3
        before = now
        tick += 1
        close = price + (tick * 7 % 11 - 5) / 100
        if tick % TICKS_PER_CANDLE == 0:
            chart.append(close)
        else:
            chart.update((price, price + 0.1, price - 0.1, close))

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    loop = QEventLoop()
    timer.start(TICK_MS)
    # Caches fill, and windows come up: a new label now and then would look like a leak for minutes.
    for warmed in range(WARMING):
        chart.append(price + warmed % 7 / 100)
        chart.show()
    QTimer.singleShot(int(seconds * 250), loop.quit)
    loop.exec()
    warm = resident_kib()
    first = tick
    QTimer.singleShot(int(seconds * 750), loop.quit)
    loop.exec()
    timer.stop()
    grown = resident_kib() - warm
    chart.widget.close()
    ordered = sorted(cpu_ms[first:tick])
    lapsed_ms = wall_ms[first:tick]
    return Live(
        contender=name,
        seconds=seconds,
        ticks=tick,
        longest_cpu_ms=ordered[-1],
        p99_cpu_ms=ordered[len(ordered) * 99 // 100],
        longest_wall_ms=max(lapsed_ms),
        cpu_share=sum(ordered) / sum(lapsed_ms),
        grown_kib=grown,
    )


def measure(seconds: float) -> list[dict[str, Any]]:
    """The scenario for the article's painter and for ours."""
    return [
        asdict(run("article-python", ArticlePython(), seconds)),
        asdict(run("ours", Ours(), seconds)),
    ]
