"""Takes and hands out 200,000 arrays by every route, and says whether memory grows: `make soak`."""

import gc
import resource
import sys
import time
from collections.abc import Callable

import fishplate_exchange as fx
import hostile
import numpy as np

TURNS = 200_000
WARM = 20_000
# Allocators keep a little of what they had; a leak of one structure a turn would be 10 MB and more.
ALLOWED_KB = 1024


def used_and_unused() -> list[Callable[[], object]]:
    """One turn of each kind: arrays taken, handed out, refused, and capsules that nobody takes."""
    a = np.zeros((8, 8), "f4")
    ours = fx.zeros(64, "f4")
    return [
        lambda: np.asarray(fx.accept(a)),
        lambda: np.from_dlpack(fx.accept(a.__dlpack__(max_version=(1, 0)))),
        lambda: fx.accept(a.__dlpack__()),
        lambda: ours.__dlpack__(max_version=(1, 0)),
        lambda: ours.__dlpack__(),
        lambda: fx.accept(OnlyArrow(ours)),
        lambda: ours.__arrow_c_array__(),
        lambda: np.from_dlpack(fx.give(fx.zeros(16))),
        lambda: memoryview(fx.share(ours)),
        lambda: refused(a),
        lambda: fx.accept(hostile.Producer()),
    ]


class OnlyArrow:
    """An array that speaks nothing but Arrow."""

    def __init__(self, array: object) -> None:
        self.array = array

    def __arrow_c_array__(self, requested_schema: object = None) -> object:
        """The capsules of the array."""
        return self.array.__arrow_c_array__(requested_schema)  # type: ignore[attr-defined]


def refused(a: object) -> None:
    """A request that fails."""
    try:
        fx.accept(a, "int64", order="F", ndim=3)
    except TypeError:
        return
    raise AssertionError("the array should have been refused")


def resident_kb() -> int:
    """The most memory that the process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> int:
    """1 where memory grows."""
    turns = used_and_unused()
    start = time.monotonic()
    before = 0
    for turn in range(WARM + TURNS):
        if turn == WARM:
            gc.collect()
            before = resident_kb()
        turns[turn % len(turns)]()
    gc.collect()
    grown = resident_kb() - before
    took_s, left = time.monotonic() - start, hostile.alive()
    print(f"{TURNS} turns in {took_s:.0f} s: {grown} kB more, {left} structures left")
    return 1 if grown > ALLOWED_KB or hostile.alive() else 0


if __name__ == "__main__":
    sys.exit(main())
