import dis
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fishplate.worker.job import Row
from fishplate.worker.meter import (
    LONGEST_NS,
    SHORTEST_NS,
    Meter,
    empty_batch,
    native_batch,
    python_batch,
)
from fishplate.worker.rounds import Current, Entry, measure, spacing


class FakeMachine:
    """A clock that only the calls move, and a scheduler that preempts when told."""

    def __init__(self, call_ns: float) -> None:
        self.call_ns = call_ns
        self.now = 0.0
        self.switches = 0
        self.preempts: Callable[[], bool] = lambda: False

    def batch(self, loops: int, clock: Callable[[], int]) -> int:
        start = clock()
        self.now += 120 + self.call_ns * loops
        if self.preempts():
            self.switches += 1
            self.now += 4_000_000
        return clock() - start

    def meter(self) -> Meter:
        clock = lambda: int(self.now)  # noqa: E731
        return Meter(
            self.batch,
            monotonic=clock,
            thread_cpu=clock,
            preemptions=lambda: self.switches,
        )


@pytest.mark.parametrize("call_ns", [0.7, 12.0, 300.0, 9_000.0, 180_000.0, 450_000.0])
def test_a_batch_lasts_between_the_bounds(call_ns: float) -> None:
    machine = FakeMachine(call_ns)
    meter = machine.meter()
    meter.calibrate()
    assert not meter.is_thread_cpu
    assert SHORTEST_NS <= machine.batch(meter.loops, meter.monotonic) <= LONGEST_NS
    assert meter.measure() == pytest.approx(call_ns, rel=0.01, abs=200)


def test_a_call_longer_than_a_batch_is_timed_alone_by_thread_cpu() -> None:
    machine = FakeMachine(3_000_000.0)
    meter = machine.meter()
    meter.calibrate()
    assert (meter.is_thread_cpu, meter.loops) == (True, 1)
    # Preemption costs no thread CPU time, so nothing is thrown away.
    machine.preempts = lambda: True
    assert meter.measure() is not None
    assert meter.dropped == 0


def test_a_very_slow_call_is_made_once_to_know_its_cost() -> None:
    machine = FakeMachine(80_000_000.0)
    meter = machine.meter()
    meter.calibrate()
    assert meter.batch_ns() == pytest.approx(160_000_000.0, rel=0.01)
    assert machine.now < 81_000_000
    assert (meter.is_thread_cpu, meter.loops) == (True, 1)


def test_a_preempted_batch_is_dropped_and_counted_and_tried_again() -> None:
    machine = FakeMachine(20.0)
    meter = machine.meter()
    meter.calibrate()
    script = iter([True, True, False])
    machine.preempts = lambda: next(script)
    assert meter.measure() == pytest.approx(20.0, rel=0.05)
    assert meter.dropped == 2


def test_a_batch_that_is_always_preempted_gives_nothing() -> None:
    machine = FakeMachine(20.0)
    meter = machine.meter()
    meter.calibrate()
    machine.preempts = lambda: True
    assert meter.measure() is None
    assert meter.dropped == 3


def test_the_number_of_calls_follows_the_machine() -> None:
    machine = FakeMachine(20.0)
    meter = machine.meter()
    meter.calibrate()
    machine.call_ns = 60.0
    meter.measure()
    assert SHORTEST_NS <= machine.batch(meter.loops, meter.monotonic) <= LONGEST_NS


def test_a_python_batch_calls_once_before_and_then_as_often_as_asked() -> None:
    calls: list[tuple[int, int]] = []
    clock = iter([5, 25])
    batch = python_batch(lambda a, b: calls.append((a, b)), {"a": 1, "b": 2})
    assert batch(3, lambda: next(clock)) == 20
    assert calls == [(1, 2)] * 4


def test_a_keyword_call_is_timed_as_one() -> None:
    calls: list[dict[str, int]] = []

    def by_name(*given: int, **named: int) -> None:
        assert not given
        calls.append(named)

    batch = python_batch(by_name, {"b": 1, "a": 2}, by_keyword=True)
    batch(1, lambda: 0)
    assert calls == [{"b": 1, "a": 2}] * 2
    assert "CALL_FUNCTION_EX" not in {one.opname for one in dis.get_instructions(batch)}


def test_an_empty_batch_times_only_the_loop() -> None:
    clock = iter([5, 9])
    assert empty_batch(3, lambda: next(clock)) == 4


def test_a_native_batch_gives_the_time_that_the_loop_took_itself() -> None:
    seen: list[int] = []

    def loop(loops: int, clock: int) -> int:
        seen.append(clock)
        return loops * 7

    batch = native_batch(loop)
    assert batch(2, time.perf_counter_ns) == 14
    assert batch(1, time.thread_time_ns) == 7
    assert seen == [time.CLOCK_MONOTONIC, time.CLOCK_THREAD_CPUTIME_ID]


class Kept:
    """Events in a list."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def send(self, event: str, **values: Any) -> None:
        self.events.append({"event": event, **values})

    def flush(self) -> None:
        pass


def rounds_of(entries: list[Entry], count: int) -> list[dict[str, Any]]:
    floor = FakeMachine(9.0).meter()
    kept = Kept()
    measure(entries, count, random.Random(1), kept, Current(None), floor)  # type: ignore[arg-type]
    return kept.events


def entry(name: str, call_ns: float, every: int = 1) -> Entry:
    meter = FakeMachine(call_ns).meter()
    meter.calibrate()
    return Entry(1, Row(id=name, kind="drive", function=name), meter, every)


def test_a_slow_row_joins_only_some_rounds() -> None:
    events = rounds_of([entry("fast", 20.0), entry("slow", 2_000_000.0, every=4)], 8)
    samples = [event for event in events if event["event"] == "sample"]
    assert [s["round"] for s in samples if s["row"] == "fast"] == list(range(8))
    assert [s["round"] for s in samples if s["row"] == "slow"] == [0, 4]
    assert {s["clock"] for s in samples if s["row"] == "slow"} == {"thread_cpu"}


def test_a_row_joins_as_many_rounds_as_its_share_allows_and_never_too_few() -> None:
    assert spacing(0.01, 0.1, 60) == 1
    assert spacing(0.13, 0.1, 60) == 2
    assert spacing(6.0, 0.1, 60) == 20
    assert spacing(6.0, 0.1, 2) == 1


def test_the_floor_stands_with_every_sample_but_a_native_one() -> None:
    native = entry("native", 2.0)
    native.row = Row(id="native", kind="native", function="f")
    samples = [e for e in rounds_of([entry("a", 20.0), native], 2) if e["event"] == "sample"]
    floors = {s["row"]: s["floor_ns"] for s in samples}
    assert floors["native"] == 0.0
    assert floors["a"] == pytest.approx(9.0, rel=0.05)


def test_the_order_changes_from_round_to_round() -> None:
    events = rounds_of([entry(name, 20.0) for name in "abcdef"], 4)
    orders = [
        [e["row"] for e in events if e["event"] == "sample" and e["round"] == number]
        for number in range(4)
    ]
    assert all(sorted(order) == list("abcdef") for order in orders)
    assert len({tuple(order) for order in orders}) > 1


def test_dropped_batches_are_reported(tmp_path: Path) -> None:
    one = entry("one", 20.0)
    one.meter.dropped = 5
    events = rounds_of([one], 1)
    assert {"event": "dropped", "row": "one", "count": 5} in events
