"""V-08: a view costs the same at any size, a copy by the byte; what is shared is writable."""

import ctypes
import time
from statistics import median

import numpy as np
from seeing import Costs, Seen

seen = Seen()
seen.that("1024 x 1024 x 256 float32 are 1 GiB", 1024 * 1024 * 256 * 4 == 2**30)

SMALL, LARGE = 1 << 10, 1 << 26
small, large = np.ones(SMALL, np.uint8), np.ones(LARGE, np.uint8)
costs = Costs(small=lambda: memoryview(small), large=lambda: memoryview(large))
ratio = costs.ratio("large", "small")
seen.that(
    f"a view of {LARGE >> 20} MiB costs what one of 1 KiB does",
    0.5 < ratio < 2.0,
    f"{ratio:.2f} times",
)


def copying_ns(array):
    """What a copy costs, the pages that it touches first among it."""
    took = []
    for _ in range(7):
        begin = time.thread_time_ns()
        array.copy()
        took.append(time.thread_time_ns() - begin)
    return median(took)


whole, part = copying_ns(large), copying_ns(large[: LARGE // 8])
view = costs.difference("large", "small") + median(copying_ns(small) for _ in range(3))
seen.that("a copy costs by the byte", whole > 3 * part, f"{whole / part:.1f} times for 8")
seen.that("and is no match for a view", whole > 1000 * max(view, 1.0), f"{whole / 1e6:.1f} ms")

array = (ctypes.c_float * 4).from_buffer(np.zeros(4, np.float32))
array[1] = 2.5
owner = np.zeros(4, np.float32)
pointer = owner.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
pointer[2] = 7.5
seen.that("what ctypes shares it can write", array[1] == 2.5 and owner[2] == 7.5)
seen.end()
