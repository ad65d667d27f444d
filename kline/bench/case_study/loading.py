"""Loading a million rows of a data frame: by lists, as the article does it, and by our widget."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

import pandas as pd
from candles import candles
from kline_renderer import CandleRenderer
from kline_renderer.widget import RustCandleChart

ROWS = 1_000_000
TIMES = 5
NAMES = ("open", "high", "low", "close")


def measure() -> tuple[list[dict[str, Any]], float]:
    """Rows for the table, and how many times as long the article takes."""
    frame = pd.DataFrame(dict(zip(NAMES, candles(ROWS, False), strict=True)))
    chart, renderer = RustCandleChart(), CandleRenderer(800, 600)

    def by_lists() -> None:
        renderer.set_candles(*(frame[name].tolist() for name in NAMES))

    ways: dict[str, Callable[[], None]] = {
        "article-rust": by_lists,
        "ours": lambda: chart.set_data(frame),
    }
    cpu_ms: dict[str, list[float]] = {name: [] for name in ways}
    wall_ms: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(TIMES):
        for name, load in ways.items():
            wall, cpu = time.perf_counter(), time.thread_time()
            load()
            cpu_ms[name].append((time.thread_time() - cpu) * 1e3)
            wall_ms[name].append((time.perf_counter() - wall) * 1e3)
    rows = [
        {
            "contender": name,
            "width": 800,
            "height": 600,
            "loaded": ROWS,
            "visible": 0,
            "data": "calm",
            "what": "load",
            "platform": "offscreen",
            "status": "ok",
            "reason": None,
            "cpu_ms_median": median(cpu_ms[name]),
            "wall_ms_p99": max(wall_ms[name]),
            "painted_pixels": 0,
            "frames": TIMES,
        }
        for name in ways
    ]
    pairs = zip(cpu_ms["article-rust"], cpu_ms["ours"], strict=True)
    return rows, median(lists / ours for lists, ours in pairs)
