"""The truth, the wrapper and the rivals of `threads`; each is called as `f(x)`.

The array is cut into twelve parts, which one to four threads share evenly. The threads are
started before the clock and wait for work; the answer is the sum over all parts.
"""

import functools
import itertools
import math
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

PARTS = 12
# Attempts to see the GIL let go: where it must not be, and where it must.
FEW, MANY = 5, 100
# Elements that take long against the time that the other thread sleeps.
ENOUGH = 2_000_000


def reference(x: Sequence[float]) -> float:
    """Give the sum over all parts, rounded once."""
    return math.fsum(1.0 / (1.0 + value * value) for value in x)


@functools.cache
def _pool(size: int) -> ThreadPoolExecutor:
    """Start the threads, on one processor after another.

    Where no processor is idle the system leaves threads that wait often where they are, which
    may be on one processor all of them; then nothing would be shared.
    """
    processors = sorted(os.sched_getaffinity(0))
    numbers = itertools.count()
    met = threading.Barrier(size)

    def settle() -> None:
        processor = processors[next(numbers) % len(processors)]
        os.sched_setaffinity(threading.get_native_id(), {processor})

    pool = ThreadPoolExecutor(size, initializer=settle)
    # The pool makes a thread only where none waits for work, so all must be busy at once.
    for waiting in [pool.submit(met.wait) for _ in range(size)]:
        waiting.result()
    return pool


def around(function: Callable[..., Any], scene: Any) -> Callable[..., Any]:
    """Give what lets the threads share the work."""

    def share(parts: list[Any]) -> Any:
        return sum([function(part) for part in parts])

    def shared(x: Any) -> Any:
        if x is not known[0]:
            known[:] = [x, _shares(x, scene.size)]
        return sum(pool.map(share, known[1]))

    pool = _pool(scene.size)
    # What is cut once is cut for all calls: the row gets the same array each time.
    known: list[Any] = [None, []]
    return shared


def _shares(x: Any, threads: int) -> list[list[Any]]:
    step = len(x) // PARTS
    parts = [x[index * step : (index + 1) * step] for index in range(PARTS)]
    each = PARTS // threads
    return [parts[index * each : (index + 1) * each] for index in range(threads)]


def unfit(function: Callable[..., Any], scene: Any) -> str:
    """Say why a row cannot keep the GIL, where it should; what lets it go is another row."""
    if scene.function == "work_released" or function is python:
        return ""
    if not _has_gil():
        return "this interpreter has no GIL that could be held"
    array = np.ones(ENOUGH)
    lets_go = any(_lets_go(function, array) for _ in range(FEW))
    return "it lets the GIL go in each call, whatever is asked of it" if lets_go else ""


def proof(function: Callable[..., Any], scene: Any) -> str:
    """Say where a row keeps the GIL that should let it go."""
    if scene.function == "work_held" or not _has_gil():
        return ""
    # On a busy machine the other thread may come too late; once is proof enough.
    array = np.ones(ENOUGH)
    lets_go = any(_lets_go(function, array) for _ in range(MANY))
    return "" if lets_go else "it keeps the GIL, and the row says that it is released"


def _has_gil() -> bool:
    return bool(getattr(sys, "_is_gil_enabled", lambda: True)())


def _lets_go(function: Callable[..., Any], array: Any) -> bool:
    """Say whether another thread ran while the function did.

    Nobody is asked to give the GIL to another meanwhile, so the other thread has it only where
    the function let it go.
    """
    ran_ns = 0

    def wake() -> None:
        nonlocal ran_ns
        time.sleep(0.0005)
        ran_ns = time.monotonic_ns()

    before = sys.getswitchinterval()
    other = threading.Thread(target=wake)
    other.start()
    try:
        sys.setswitchinterval(1000.0)
        start_ns = time.monotonic_ns()
        function(array)
        end_ns = time.monotonic_ns()
    finally:
        sys.setswitchinterval(before)
    other.join()
    return start_ns < ran_ns < end_ns


def python(x: Sequence[float]) -> float:
    """Add in pure Python, which keeps the GIL but for the turns of other threads."""
    return sum([1.0 / (1.0 + value * value) for value in x])


def numpy(x: Any) -> Any:
    """Let NumPy work, which lets the GIL go in each of its loops."""
    return (1.0 / (1.0 + x * x)).sum()
