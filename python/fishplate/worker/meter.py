"""Times one batch of calls, and throws it away when the scheduler interfered."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from fishplate.worker import linux
from fishplate.worker.calls import compiled, expression

# A batch is long against the clock's step and short against a time slice.
SHORTEST_NS = 200_000
TARGET_NS = 300_000
LONGEST_NS = 500_000
RETRIES = 3
# A call so much longer than a batch is timed once to know it.
SLOW_NS = 10 * LONGEST_NS

Clock = Callable[[], int]
Batch = Callable[[int, Clock], int]


def python_batch(
    function: Callable[..., Any], values: Mapping[str, Any], by_keyword: bool = False
) -> Batch:
    """Give a function that times `loops` calls of `function` on the values.

    Each has a code object of its own, and the arguments are locals: the loop around the
    call is `for _ in repeat(None, loops)`, the very loop that `empty_batch` times. One call
    before the clock starts brings back what the row before has pushed out of the caches.
    """
    call = expression(list(values), by_keyword)
    body = [
        "from itertools import repeat",
        "turns = repeat(None, loops)",
        call,
        "start = clock()",
        "for _ in turns:",
        f"    {call}",
        "return clock() - start",
    ]
    return compiled("batch", "loops, clock,", body, function, values)


def native_batch(loop: Callable[[int, int], int]) -> Batch:
    """Give a function that times a compiled loop, which reads the clock itself."""

    def batch(loops: int, clock: Clock) -> int:
        is_thread_cpu = clock is time.thread_time_ns
        return loop(loops, time.CLOCK_THREAD_CPUTIME_ID if is_thread_cpu else time.CLOCK_MONOTONIC)

    return batch


def empty_batch(loops: int, clock: Clock) -> int:
    """Time the loop of `python_batch` with nothing in it."""
    turns = repeat(None, loops)
    start = clock()
    for _ in turns:
        pass
    return clock() - start


@dataclass
class Meter:
    """Times batches of one row.

    Attributes
    ----------
    batch
        What is timed.
    loops
        Calls in a batch; follows the row's speed.
    is_thread_cpu
        Whether a call is too long for a batch, so that thread CPU time is read instead.
    is_wall_clock
        Whether a call is never timed by thread CPU time, and no batch is thrown away: its
        threads or processes are meant to take the processor from each other.
    dropped
        Batches that were thrown away because the thread was preempted.
    monotonic, thread_cpu, preemptions
        The clocks and the scheduler's count; a test gives its own.
    """

    batch: Batch
    loops: int = 1
    is_thread_cpu: bool = False
    is_wall_clock: bool = False
    dropped: int = 0
    monotonic: Clock = field(default=time.perf_counter_ns)
    thread_cpu: Clock = field(default=time.thread_time_ns)
    preemptions: Callable[[], int] = field(default=linux.preemptions)
    _slow_ns: int | None = None

    def calibrate(self) -> None:
        """Choose the number of calls and the clock."""
        self.loops = 1
        elapsed = self.batch(1, self.monotonic)
        if elapsed > SLOW_NS:
            # Nothing is left to choose, and more such calls would take as long as measuring.
            self.is_thread_cpu = not self.is_wall_clock
            self._slow_ns = elapsed
            return
        while True:
            elapsed = min(self.batch(self.loops, self.monotonic) for _ in range(3))
            if elapsed >= SHORTEST_NS or self.loops >= 1 << 40:
                break
            # Grow by at most a factor of eight: a first guess from a few calls is rough.
            factor = min(8.0, TARGET_NS / max(elapsed, 1))
            self.loops = max(self.loops + 1, int(self.loops * factor))
        is_long = self.loops == 1 and elapsed > LONGEST_NS
        self.is_thread_cpu = is_long and not self.is_wall_clock
        self._follow(elapsed)

    def batch_ns(self) -> float:
        """Estimate what one batch costs, the call before it included: the least of two."""
        if self._slow_ns is not None:
            return 2.0 * self._slow_ns
        elapsed = min(self.batch(self.loops, self.monotonic) for _ in range(2))
        return elapsed * (self.loops + 1) / self.loops

    def measure(self) -> float | None:
        """Time one batch and give the time per call, in nanoseconds.

        None when every try was hit by preemption; thread CPU time needs no such care.
        """
        if self.is_thread_cpu:
            return float(self.batch(1, self.thread_cpu))
        for _ in range(RETRIES):
            loops = self.loops
            before = self.preemptions()
            elapsed = self.batch(loops, self.monotonic)
            if self.is_wall_clock or self.preemptions() == before:
                self._follow(elapsed)
                return elapsed / loops
            self.dropped += 1
        return None

    def _follow(self, elapsed: int) -> None:
        if not SHORTEST_NS <= elapsed <= LONGEST_NS and not self.is_thread_cpu:
            self.loops = max(1, round(self.loops * TARGET_NS / max(elapsed, 1)))
