"""Measures the engine alone, without Qt: frames, ticks and loading, in CPU time of this thread.

Run by `make bench-kline-engine`. All cases take turns, so that a busy neighbour slows all of them;
a figure is the median of its batches, and a ratio the median over the rounds.
"""

import sys
import threading
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
from kline_renderer import CandleRenderer
from numpy.typing import NDArray

ROUNDS = 15
FEW, MANY = 5_000, 10_000_000
SIZES = ((800, 600), (1920, 1080))
Floats = NDArray[np.float64]


def candles(count: int, volatile: bool = False) -> tuple[Floats, Floats, Floats, Floats]:
    """Columns of a walk; volatile ones span the whole range with every third wick."""
    chance = np.random.default_rng(1)
    closes = 100 + np.cumsum(chance.normal(0, 0.1, count))
    opens = np.concatenate([[100.0], closes[:-1]])
    highs = np.maximum(opens, closes) + chance.random(count) * 0.1
    lows = np.minimum(opens, closes) - chance.random(count) * 0.1
    if volatile:
        highs[::3], lows[::3] = highs.max(), lows.min()
    return opens, highs, lows, closes


class Case:
    """Something that is done again and again, and what each round took."""

    def __init__(self, name: str, work: Callable[[], object], loops: int) -> None:
        self.name = name
        self.work = work
        self.loops = loops
        self.rounds_ms: list[float] = []

    def run(self) -> None:
        """One round: the median of its loops, so that one interruption is not in it."""
        times_ns = []
        for _ in range(self.loops):
            start = time.thread_time_ns()
            self.work()
            times_ns.append(time.thread_time_ns() - start)
        self.rounds_ms.append(median(times_ns) / 1e6)

    @property
    def median_ms(self) -> float:
        """The median over the rounds."""
        return median(self.rounds_ms)


def over(case: Case, base: Case) -> float:
    """How many times one case takes what another takes, by the rounds that both were in."""
    pairs = zip(case.rounds_ms, base.rounds_ms, strict=True)
    return median(ours / theirs for ours, theirs in pairs)


def chart(columns: tuple[Floats, ...], visible: int, size: tuple[int, int]) -> CandleRenderer:
    """A chart of the last `visible` candles."""
    made = CandleRenderer(*size)
    made.set_candles(*columns)
    made.set_viewport(len(made) - visible, len(made), *size)
    made.autoscale()
    return made


def frame_case(name: str, made: CandleRenderer, loops: int = 20) -> Case:
    """The whole picture."""
    columns, rows = made.device_size()
    pixels = np.zeros((rows, columns), np.uint32)
    return Case(name, lambda: made.render_into(pixels, columns * 4), loops)


def tick_case(name: str, made: CandleRenderer) -> Case:
    """A change of the last candle, and the columns that it makes stale."""
    columns, rows = made.device_size()
    pixels = np.zeros((rows, columns), np.uint32)
    last = made.candle(-1)
    prices = (last.open, last.high, last.low, last.close)

    def tick() -> None:
        damage = made.update_last_candle(*prices)
        made.render_into(pixels, columns * 4, damage)

    return Case(name, tick, 100)


def clear_case(name: str, size: tuple[int, int]) -> Case:
    """The least that a picture costs: memory that is written once."""
    pixels = np.zeros(size[0] * size[1], np.uint32)
    return Case(name, lambda: pixels.fill(0xFF1E1E1E), 20)


def article_load(columns: tuple[Floats, ...]) -> Case:
    """How the article hands over its columns: as lists of Python's numbers."""
    made = CandleRenderer(800, 600)
    return Case("load, lists", lambda: made.set_candles(*(c.tolist() for c in columns)), 1)


def longest_frame(made: CandleRenderer, columns: tuple[Floats, ...]) -> tuple[float, float, int]:
    """Longest frame while all candles are loaded anew, in CPU and in wall time, and their number.

    Where others want the processor too, the wall time is mostly theirs.
    """
    width, height = made.device_size()
    pixels = np.zeros((height, width), np.uint32)
    thread = threading.Thread(target=lambda: made.set_candles(*columns))
    cpu, wall = [], []
    thread.start()
    while thread.is_alive():
        start = time.thread_time(), time.perf_counter()
        made.render_into(pixels, width * 4)
        cpu.append(time.thread_time() - start[0])
        wall.append(time.perf_counter() - start[1])
    thread.join()
    return max(cpu) * 1e3, max(wall) * 1e3, len(cpu)


def busy_feed_ms(made: CandleRenderer) -> tuple[float, float]:
    """Wall time of a frame beside a thread that never stops feeding: median, and 99 in 100."""
    width, height = made.device_size()
    pixels = np.zeros((height, width), np.uint32)
    is_over = threading.Event()

    def feed() -> None:
        last = made.candle(-1)
        while not is_over.is_set():
            made.update_last_candle(last.open, last.high, last.low, last.close)

    thread = threading.Thread(target=feed)
    thread.start()
    times = []
    for _ in range(500):
        start = time.perf_counter()
        made.render_into(pixels, width * 4)
        times.append(time.perf_counter() - start)
        time.sleep(0.001)
    is_over.set()
    thread.join()
    times.sort()
    return median(times) * 1e3, times[len(times) * 99 // 100] * 1e3


def cases() -> dict[str, Case]:
    """Everything that takes turns."""
    few, wild, many = candles(FEW), candles(FEW, volatile=True), candles(MANY)
    made: list[Case] = []
    for size in SIZES:
        at = f"{size[0]}x{size[1]}"
        all_of_many = chart(many, MANY, size)
        made += [
            clear_case(f"clear {at}", size),
            frame_case(f"frame {at}", chart(few, FEW, size)),
            frame_case(f"frame {at}, wild", chart(wild, FEW, size)),
            frame_case(f"frame {at}, 10M loaded", chart(many, FEW, size)),
            frame_case(f"frame {at}, 10M seen", all_of_many),
            tick_case(f"tick {at}", chart(few, FEW, size)),
            tick_case(f"tick {at}, 10M seen", all_of_many),
        ]
    million: Any = tuple(column[:1_000_000] for column in many)
    loaded = CandleRenderer(800, 600)
    made.append(Case("load, NumPy", lambda: loaded.set_candles(*million), 2))
    made.append(article_load(million))
    return {case.name: case for case in made}


def main() -> int:
    """Print every figure, and each bar with what it came to."""
    all_cases = cases()
    for case in all_cases.values():
        case.run()
        case.rounds_ms.clear()
    for _ in range(ROUNDS):
        for case in all_cases.values():
            case.run()
    for name, case in all_cases.items():
        print(f"{name:32} {case.median_ms:9.4f} ms")
    bars = []
    for width, height in SIZES:
        at = f"{width}x{height}"
        bars += [
            (f"10M seen / 5,000 seen, {at}", f"frame {at}, 10M seen", f"frame {at}", 6.0),
            (f"wild / calm, {at}", f"frame {at}, wild", f"frame {at}", 3.0),
            (f"tick / frame, {at}", f"tick {at}", f"frame {at}", 0.2),
            (f"tick, 10M / 5,000, {at}", f"tick {at}, 10M seen", f"tick {at}", 2.0),
        ]
    for title, ours, theirs, most in bars:
        ratio = over(all_cases[ours], all_cases[theirs])
        print(f"{title:32} {ratio:9.2f}    (bar: at most {most})")
    many = candles(MANY)
    cpu_ms, wall_ms, frames = longest_frame(chart(many, MANY, SIZES[0]), many)
    print(f"{'longest frame while 10M load':32} {cpu_ms:9.4f} ms, {wall_ms:.1f} wall, of {frames}")
    busy_ms, slow_ms = busy_feed_ms(chart(candles(FEW), FEW, SIZES[0]))
    print(f"{'frame beside a busy feed':32} {busy_ms:9.4f} ms wall, 99 in 100 within {slow_ms:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
