"""The truth and the rivals of `list-marshal`; every contestant is called as `f(values)`."""

import math
from collections.abc import Sequence
from typing import Any


def reference(values: Sequence[float]) -> float:
    """Give the sum, rounded once: nearer the truth than any contestant."""
    return math.fsum(values)


def python(values: Sequence[float]) -> float:
    """Add the numbers of a list where they are."""
    return sum(values)


def numpy(values: Any) -> Any:
    """Add the numbers of an array, which nobody has to make first."""
    return values.sum()
