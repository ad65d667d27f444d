"""A feed and a painter on threads of their own: nobody is refused, and nobody waits for long."""

import threading
import time
from collections.abc import Callable

import numpy as np
from kline_renderer import CandleRenderer
from market import walk


def together(*parts: Callable[[], None], seconds: float) -> list[BaseException]:
    """Runs each part again and again on a thread of its own, and gives what was raised."""
    raised: list[BaseException] = []
    end = time.monotonic() + seconds

    def run(part: Callable[[], None]) -> None:
        try:
            while time.monotonic() < end:
                part()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            raised.append(error)

    threads = [threading.Thread(target=run, args=(part,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_feeding_painting_and_asking_at_once_refuse_nobody() -> None:
    chart = CandleRenderer(200, 100)
    market = walk(20_000)
    chart.set_candles(*market)
    chart.set_viewport(0.0, 30_000.0, 200, 100)
    counts = dict.fromkeys(("paint", "tick", "load", "ask"), 0)
    pixels = np.zeros((100, 200), np.uint32)

    def paint() -> None:
        frame = chart.render_into(pixels, 800)
        assert frame.last >= frame.first
        counts["paint"] += 1

    def tick() -> None:
        chart.append(1000.0, 1001.0, 999.0, 1000.5)
        chart.update_last_candle(1000.0, 1002.0, 998.0, 1001.5)
        counts["tick"] += 1

    def load() -> None:
        chart.set_candles(*market)
        chart.extend(*market)
        chart.truncate_front(15_000)
        counts["load"] += 1

    def ask() -> None:
        chart.generate_render_commands()
        chart.autoscale()
        chart.ohlcv_at(50.0)
        chart.stats()
        chart.set_viewport(0.0, float(1000 + counts["ask"] % 9000), 200, 100)
        counts["ask"] += 1

    assert together(paint, tick, load, ask, seconds=3.0) == []
    assert all(counts.values()), counts


def test_a_chart_is_whole_whenever_it_is_painted() -> None:
    chart = CandleRenderer(64, 8)
    ones, twos = np.ones(50_000), np.full(50_000, 2.0)
    chart.set_candles(ones, ones, ones, ones)
    chart.set_price_range(0.0, 4.0)
    chart.set_viewport(0.0, 50_000.0, 64, 8)
    pixels = np.zeros((8, 64), np.uint32)

    def paint() -> None:
        chart.render_into(pixels, 256)
        line = pixels != 0xFF1E1E1E
        # All columns at one price: never some of the old candles and some of the new ones.
        assert line.any(axis=1).sum() == 1
        assert line.sum() == 64

    def load() -> None:
        chart.set_candles(ones, ones, ones, ones)
        chart.set_candles(twos, twos, twos, twos)

    assert together(paint, load, seconds=2.0) == []


def test_painting_goes_on_while_millions_are_loaded() -> None:
    chart = CandleRenderer(200, 100)
    chart.set_candles(*walk(1000))
    many = np.ones(3_000_000)
    loading, loaded = threading.Event(), threading.Event()

    def load() -> None:
        loading.set()
        chart.set_candles(many, many, many, many)
        loaded.set()

    pixels = np.zeros((100, 200), np.uint32)
    thread = threading.Thread(target=load)
    thread.start()
    loading.wait()
    frames = 0
    while not loaded.is_set():
        chart.render_into(pixels, 800)
        frames += 1
    thread.join()
    assert frames > 20
    assert len(chart) == 3_000_000
