"""Counts the instructions of each row's call; the process runs under callgrind.

A count is the difference of two batches, one twice as long as the other: what is around the loop
falls out of it, and what happens once only, such as a cache that is filled, is in neither.
"""

import ctypes
import gc
import time
from pathlib import Path

from fishplate.worker.contestant import load_drive, load_kernel
from fishplate.worker.events import Events
from fishplate.worker.job import Job
from fishplate.worker.meter import Batch
from fishplate.worker.rounds import Current, batch_of, floor_of
from fishplate.worker.trial import Trial

# A batch has about so many instructions; callgrind needs fifty times the time of each.
BUDGET = 1_000_000
MOST_LOOPS = 1 << 10
# In a batch of so many what comes and goes beside the calls does not show: they are counted once.
LONG = 20_000_000


class Callgrind:
    """Callgrind as it is told what to count.

    Parameters
    ----------
    library
        The lab's library of client requests.
    dumps
        The path that callgrind's dumps begin with.
    """

    def __init__(self, library: str, dumps: str) -> None:
        self._requests = ctypes.PyDLL(library)
        self._dumps = dumps
        self._taken = 0

    def start(self) -> None:
        """Count from now on; until then the process runs much faster."""
        self._requests.fishplate_start()

    def total(self, batch: Batch, loops: int) -> int:
        """Give the instructions of a batch, with those around it."""
        self._requests.fishplate_zero()
        batch(loops, time.perf_counter_ns)
        self._requests.fishplate_dump()
        self._taken += 1
        path = Path(f"{self._dumps}.{self._taken}")
        with path.open(encoding="utf-8", errors="replace") as lines:
            found = next((line for line in lines if line.startswith("summary:")), None)
        path.unlink()
        if found is None:
            raise RuntimeError(f"callgrind's dump {path.name} has no line `summary:`")
        return int(found.split()[1])


def per_call(callgrind: Callgrind, batch: Batch) -> float:
    """Give the instructions of one turn of a batch's loop, the loop's own among them."""
    first = callgrind.total(batch, 1)
    if first > LONG:
        # A batch of none still makes the call that goes before those that are counted.
        return float(first - callgrind.total(batch, 0))
    # What the first call fills is no measure of the next ones.
    once = callgrind.total(batch, 1)
    # A power of two: some instructions more or less must not change how often it is called.
    loops = 1 << (max(1, min(MOST_LOOPS, BUDGET // max(once, 1))).bit_length() - 1)
    # The first of two is thrown away: it pays for what is done once.
    for _ in range(2):
        short, long = callgrind.total(batch, loops), callgrind.total(batch, 2 * loops)
    return (long - short) / loops


def run(job: Job, events: Events) -> None:
    """Send a `counted` event for every row."""
    if job.counter is None:
        raise ValueError("the job of the phase `count` names no counter")
    load_kernel(job)
    drive = load_drive(job)
    current = Current(job.current)
    callgrind = Callgrind(job.counter["library"], job.counter["dumps"])
    gc.collect()
    gc.disable()
    callgrind.start()
    number = 1
    for group in job.groups:
        trial = Trial(job, group, drive)
        floor = per_call(callgrind, floor_of(trial))
        for row in group.rows:
            current.set(number)
            number += 1
            trial.inputs.restore(row.inputs)
            turn = per_call(callgrind, batch_of(row, trial))
            own = turn if row.kind == "native" else turn - floor
            events.send("counted", row=row.id, instructions=max(own, 0.0) / trial.around.units)
            # What comes behind may bring the process down; what is known is kept.
            events.flush()
        current.set(0)
        gc.collect()
