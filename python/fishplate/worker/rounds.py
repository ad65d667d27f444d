"""Times the rows of each group in shuffled rounds, so that every row sees the same weather."""

import gc
import mmap
import random
import time
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from types import ModuleType

from fishplate.worker.contestant import (
    NativeLoop,
    assert_one_kernel,
    load_drive,
    load_kernel,
)
from fishplate.worker.events import Events
from fishplate.worker.fresh import fresh_batch
from fishplate.worker.job import Group, Job, Row
from fishplate.worker.meter import Batch, Meter, empty_batch, native_batch, python_batch
from fishplate.worker.trial import Trial

# Rounds of a process that even the slowest row joins.
FEWEST_ROUNDS = 3


class Current:
    """Tells the lab which row runs, so that a crash has a name.

    The file is mapped: writing costs no system call, and the last value outlives the process.
    """

    def __init__(self, path: Path | None) -> None:
        self._memory: mmap.mmap | None = None
        if path is not None:
            path.write_bytes(bytes(4))
            with path.open("r+b") as stream:
                self._memory = mmap.mmap(stream.fileno(), 4)

    def set(self, number: int) -> None:
        """Name the row that runs from now on, by its number from 1; 0 is none."""
        if self._memory is not None:
            self._memory[:] = number.to_bytes(4, "little")


@dataclass
class Entry:
    """A row in the rounds of its group."""

    number: int
    row: Row
    meter: Meter
    every: int = 1


def run(job: Job, events: Events) -> None:
    """Send `first`, `sample` and `dropped` events for every group."""
    load_kernel(job)
    drive = load_drive(job)
    current = Current(job.current)
    gc.collect()
    gc.disable()
    number = 1
    for group in job.groups:
        _run_group(job, group, drive, events, current, number)
        number += len(group.rows)
        gc.collect()


def _run_group(
    job: Job, group: Group, drive: ModuleType, events: Events, current: Current, number: int
) -> None:
    trial = Trial(job, group, drive)
    entries = []
    for offset, row in enumerate(group.rows):
        current.set(number + offset)
        trial.inputs.restore(row.inputs)
        call = trial.once(row)
        start = time.perf_counter_ns()
        answer = call()
        events.send("first", row=row.id, ns=time.perf_counter_ns() - start)
        reason = trial.difference(row, answer)
        if reason:
            events.send("wrong", row=row.id, reason=reason)
            continue
        meter = Meter(batch_of(row, trial), is_wall_clock=job.is_wall_clock)
        meter.calibrate()
        cost_s = meter.batch_ns() * job.rounds / 1e9
        every = 1 if row.is_baseline else spacing(cost_s, job.share_s, job.rounds)
        entries.append(Entry(number + offset, row, meter, every))
    assert_one_kernel(job)
    order = random.Random(f"{job.seed}/{job.process}/{group.case}/{group.size}")
    floor = Meter(floor_of(trial))
    measure(entries, job.rounds, order, events, current, floor, trial.around.units)


def spacing(cost_s: float, share_s: float, rounds: int) -> int:
    """Say in every how many-th round a row takes part.

    A slow one joins fewer, so that none costs more than its share; but each joins a few, since
    a process with one batch of it says little.
    """
    return max(1, min(ceil(cost_s / share_s), rounds // FEWEST_ROUNDS))


def batch_of(row: Row, trial: Trial) -> Batch:
    """Give what is timed of a row: a loop around its call."""
    if row.kind == "native":
        return native_batch(NativeLoop(row, trial.group).bind(trial.inputs.binding))
    function, values, group = trial.function(row), trial.inputs.own(row.inputs), trial.group
    if group.fresh:
        return fresh_batch(function, values, group.fresh, group.by_keyword)
    return python_batch(function, values, group.by_keyword)


def floor_of(trial: Trial) -> Batch:
    """Give what is subtracted from each row of a group: the empty loop, or the wrapper's own."""
    idle = trial.around.idle()
    if idle is None:
        return empty_batch
    return python_batch(idle, trial.inputs.binding, trial.group.by_keyword)


def measure(
    entries: list[Entry],
    rounds: int,
    order: random.Random,
    events: Events,
    current: Current,
    empty: Meter | None = None,
    units: int = 1,
) -> None:
    """Run the rounds of one group; the first is a warm-up and leaves no samples.

    Parameters
    ----------
    entries
        The rows, calibrated.
    rounds
        How many rounds leave samples.
    order
        Shuffles the rows anew for each round.
    events
        Where the samples go; they are written at the end.
    current
        Told which row runs.
    empty
        Times what is subtracted; none is the empty loop.
    units
        What the times are divided by.
    """
    floor = empty or Meter(empty_batch)
    floor.calibrate()
    floor_ns = floor.measure()
    for number in range(-1, rounds):
        turns: list[Entry | None] = [None]
        turns += [entry for entry in entries if number % entry.every == 0]
        order.shuffle(turns)
        taken: list[tuple[Entry, float, int]] = []
        for turn in turns:
            if turn is None:
                floor_ns = floor.measure() or floor_ns
                continue
            current.set(turn.number)
            loops = turn.meter.loops
            raw_ns = turn.meter.measure()
            if raw_ns is not None:
                taken.append((turn, raw_ns, loops))
        current.set(0)
        if number < 0 or floor_ns is None:
            continue
        for turn, raw_ns, loops in taken:
            events.send(
                "sample",
                row=turn.row.id,
                round=number,
                loops=1 if turn.meter.is_thread_cpu else loops,
                raw_ns=raw_ns / units,
                floor_ns=0.0 if turn.row.kind == "native" else floor_ns / units,
                clock="thread_cpu" if turn.meter.is_thread_cpu else "monotonic",
            )
    for entry in entries:
        events.send("dropped", row=entry.row.id, count=entry.meter.dropped)
    events.flush()
