"""Each row alone in a process: its first call, its memory, and the calls after it.

The inputs are made, touched and compared with once, and each row is forked from there: nothing
of their making is in a figure, and no row finds what another has loaded or left.
"""

import gc
import random
import time
from collections.abc import Callable
from typing import Any

from fishplate.worker import forked, memory
from fishplate.worker.contestant import assert_one_kernel, load_drive, load_kernel
from fishplate.worker.events import Events
from fishplate.worker.job import Group, Job, Row
from fishplate.worker.meter import LONGEST_NS, Meter, empty_batch
from fishplate.worker.rounds import batch_of
from fishplate.worker.trial import Trial

# A call that takes longer is made a few times more, without one ahead of the clock.
SLOW_NS = 10 * LONGEST_NS
SLOW_CALLS = 2
ROUNDS = 20
# A row makes some calls, each of which may take as long as a first one.
MOST_CALLS = 10

# What a row has to say: events that its parent sends.
Said = list[tuple[str, dict[str, Any]]]


def run(job: Job, events: Events) -> None:
    """Send `first`, `memory`, `sample` and `dropped` events of each row, or why there are none."""
    load_kernel(job)
    drive = load_drive(job)
    gc.collect()
    gc.disable()
    for group in job.groups:
        trial = Trial(job, group, drive)
        rows = list(group.rows)
        random.Random(f"{job.seed}/{job.process}").shuffle(rows)
        for row in rows:
            ended = forked.call(_attempt(job, group, row, trial), MOST_CALLS * job.wall_s)
            if ended.reason:
                status, reason = ended.reason, f"its process ended with {ended.signal}"
                if status == "timeout":
                    reason = f"its process did not end within {MOST_CALLS * job.wall_s:g} s"
                events.send("verified", row=row.id, status=status, reason=reason)
            else:
                for kind, values in ended.value:
                    events.send(kind, row=row.id, **values)
            events.flush()


def _attempt(job: Job, group: Group, row: Row, trial: Trial) -> Callable[[], Said]:
    def attempt() -> Said:
        said: Said = []
        try:
            _alone(job, group, row, trial, said)
        except BaseException as error:  # noqa: BLE001  (a panic of PyO3 is no Exception)
            reason = f"the call raised {type(error).__name__}: {error}"
            return [("verified", {"status": "crashed", "reason": reason})]
        return said

    return attempt


def _alone(job: Job, group: Group, row: Row, trial: Trial, said: Said) -> None:
    call = trial.once(row)
    took, used = _first(call)
    said.append(("first", {"ns": took}))
    reason = trial.difference(row, used.answer)
    if reason:
        said.append(("wrong", {"reason": reason}))
        return
    seen = {"extra_bytes": used.extra_bytes, "page_faults": used.page_faults}
    input_bytes = trial.inputs.smallest_bytes(row.inputs)
    said.append(("memory", {**seen, "input_bytes": input_bytes}))
    # What the first call made must not stand beside what the next ones make.
    del used
    assert_one_kernel(job)
    # A first call may be slow for what it loads; the second says what the later ones take.
    start = time.thread_time_ns()
    call()
    second_ns = time.thread_time_ns() - start
    if second_ns > SLOW_NS:
        _slow(call, second_ns, said)
    else:
        _quick(group, row, trial, min(job.rounds, ROUNDS), said)


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


def _slow(call: Callable[[], Any], second_ns: int, said: Said) -> None:
    said.append(_sample(0, 1, float(second_ns), 0.0, "thread_cpu"))
    for number in range(1, SLOW_CALLS):
        start = time.thread_time_ns()
        call()
        raw_ns = time.thread_time_ns() - start
        said.append(_sample(number, 1, float(raw_ns), 0.0, "thread_cpu"))


def _quick(group: Group, row: Row, trial: Trial, rounds: int, said: Said) -> None:
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
        loops = 1 if meter.is_thread_cpu else loops
        said.append(_sample(number, loops, raw_ns, floor_ns, clock))
    said.append(("dropped", {"count": meter.dropped}))


def _sample(
    number: int, loops: int, raw_ns: float, floor_ns: float, clock: str
) -> tuple[str, dict[str, Any]]:
    times = {"raw_ns": raw_ns, "floor_ns": floor_ns, "clock": clock}
    return "sample", {"round": number, "loops": loops, **times}
