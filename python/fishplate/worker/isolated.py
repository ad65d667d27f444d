"""One row alone in its process: its first call, its memory, and the calls after it.

The inputs are made, touched and compared with before, so that nothing of that is in a figure.
"""

import gc
import time
from collections.abc import Callable
from typing import Any

from fishplate.worker import memory
from fishplate.worker.contestant import assert_one_kernel, load_drive, load_kernel
from fishplate.worker.events import Events
from fishplate.worker.job import Group, Job, Row
from fishplate.worker.meter import LONGEST_NS, Meter, empty_batch
from fishplate.worker.rounds import Current, batch_of
from fishplate.worker.trial import Trial

# A call that takes longer is made a few times more, without one ahead of the clock.
SLOW_NS = 10 * LONGEST_NS
SLOW_CALLS = 2
ROUNDS = 20


def run(job: Job, events: Events) -> None:
    """Send `first`, `memory`, `sample` and `dropped` events of the job's only row."""
    load_kernel(job)
    drive = load_drive(job)
    current = Current(job.current)
    group = job.groups[0]
    row = group.rows[0]
    trial = Trial(job, group, drive)
    call = trial.once(row)
    gc.collect()
    gc.disable()
    current.set(1)
    took, used = _first(call)
    input_bytes = trial.inputs.smallest_bytes(row.inputs)
    events.send("first", row=row.id, ns=took)
    reason = trial.difference(row, used.answer)
    if reason:
        events.send("wrong", row=row.id, reason=reason)
        return
    events.send(
        "memory",
        row=row.id,
        extra_bytes=used.extra_bytes,
        page_faults=used.page_faults,
        input_bytes=input_bytes,
    )
    # What the first call made must not stand beside what the next ones make.
    del used
    assert_one_kernel(job)
    # A first call may be slow for what it loads; the second says what the later ones take.
    start = time.thread_time_ns()
    call()
    second_ns = time.thread_time_ns() - start
    if second_ns > SLOW_NS:
        _slow(call, row, second_ns, events)
    else:
        _quick(group, row, trial, min(job.rounds, ROUNDS), events)
    current.set(0)
    events.flush()


def _first(call: Callable[[], Any]) -> tuple[int, memory.Used]:
    took = 0

    def timed() -> Any:
        nonlocal took
        start = time.perf_counter_ns()
        answer = call()
        took = time.perf_counter_ns() - start
        return answer

    used = memory.measured(timed)
    return took, used


def _slow(call: Callable[[], Any], row: Row, second_ns: int, events: Events) -> None:
    _sample(row, events, 0, 1, float(second_ns), 0.0, "thread_cpu")
    for number in range(1, SLOW_CALLS):
        start = time.thread_time_ns()
        call()
        raw_ns = time.thread_time_ns() - start
        _sample(row, events, number, 1, float(raw_ns), 0.0, "thread_cpu")


def _quick(group: Group, row: Row, trial: Trial, rounds: int, events: Events) -> None:
    meter = Meter(batch_of(row, trial))
    floor = Meter(empty_batch)
    for one in (meter, floor):
        one.calibrate()
    for number in range(rounds):
        floor_ns = floor.measure()
        loops = meter.loops
        raw_ns = meter.measure()
        if raw_ns is None or floor_ns is None:
            continue
        if row.kind == "native":
            floor_ns = 0.0
        clock = "thread_cpu" if meter.is_thread_cpu else "monotonic"
        _sample(row, events, number, 1 if meter.is_thread_cpu else loops, raw_ns, floor_ns, clock)
    events.send("dropped", row=row.id, count=meter.dropped)


def _sample(
    row: Row, events: Events, number: int, loops: int, raw_ns: float, floor_ns: float, clock: str
) -> None:
    events.send(
        "sample",
        row=row.id,
        round=number,
        loops=loops,
        raw_ns=raw_ns,
        floor_ns=floor_ns,
        clock=clock,
    )
