"""The truth, the wrapper and the rivals of `batch`; each is called as `f(x, first, count)`.

One timed call hands a run of the items to the function, `count` at a time. A call of one item
takes a thousand times as long for each item as a call of many, so a timed call makes a thousand
calls at most: with small batches it treats the first of the million items, with large ones all
of them. Times are divided by the items that were treated.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

ITEMS = 1_000_000
MOST_CALLS = 1_000


def calls(count: int) -> int:
    """Say how many calls of `count` items a timed call makes."""
    return min(MOST_CALLS, ITEMS // count)


def units(scene: Any) -> int:
    """Say how many items a timed call treats."""
    return calls(scene.size) * int(scene.size)


def reference(x: Sequence[float], first: int, count: int) -> float:
    """Give the sum of all items that are treated, rounded once."""
    return math.fsum(x[first : first + calls(count) * count])


def around(function: Callable[..., Any], scene: Any) -> Callable[..., Any]:
    """Give what treats the items in calls of `function`."""

    def batched(x: Any, first: int, count: int) -> Any:
        total = 0.0
        for start in starts:
            total += function(x, start, count)
        return total

    starts = range(0, units(scene), scene.size)
    return batched


def idle(scene: Any) -> Callable[..., Any]:
    """Give the same loop with no call in it."""

    def none(x: Any, first: int, count: int) -> float:
        total = 0.0
        for _start in starts:
            total += 0.0
        return total

    starts = range(0, units(scene), scene.size)
    return none


def python(x: Sequence[float], first: int, count: int) -> float:
    """Add the items of a part of a list."""
    return sum(x[first : first + count])


def numpy(x: Any, first: int, count: int) -> Any:
    """Let NumPy add the items of a view of an array."""
    return x[first : first + count].sum()
