"""The truth and the rivals of `array-dot`; every contestant is called as `f(a, b)`."""

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
