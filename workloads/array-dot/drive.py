"""The truth and the rivals of `array-dot`; every contestant is called as `f(a, b)`."""

import functools
import importlib
import math
from collections.abc import Sequence
from typing import Any

try:
    import numpy as np
except ImportError:  # The NumPy row is then left out; the others need none.
    np = None  # type: ignore[assignment]


def reference(a: Sequence[float], b: Sequence[float]) -> float:
    """Give the inner product, rounded once: nearer the truth than any contestant."""
    return math.fsum(x * y for x, y in zip(a, b, strict=True))


def python(a: Sequence[float], b: Sequence[float]) -> float:
    """Multiply and add in pure Python over two lists."""
    return sum(x * y for x, y in zip(a, b, strict=True))


def numpy(a: Any, b: Any) -> Any:
    """Let NumPy's BLAS do it."""
    return np.dot(a, b)


def _dot(a: Any, b: Any) -> float:
    total = 0.0
    for index in range(len(a)):
        total += a[index] * b[index]
    return total


@functools.cache
def _compiled() -> Any:
    return importlib.import_module("numba").njit(_dot)


def __getattr__(name: str) -> Any:
    """Give `numba`: the loop as Numba compiles it, imported only where its row takes part."""
    if name == "numba":
        return _compiled()
    raise AttributeError(name)
