"""The truth and the rivals of `array-scale`; every contestant is called as `f(a, k)`."""

import functools
import importlib
from collections.abc import MutableSequence
from typing import Any

try:
    import numpy as np
except ImportError:  # The NumPy row is then left out; the others need none.
    np = None  # type: ignore[assignment]


def reference(a: MutableSequence[float], k: float) -> None:
    """Multiply each element by the factor, in the sequence itself."""
    for index, value in enumerate(a):
        a[index] = value * k


def python(a: list[float], k: float) -> None:
    """Multiply in pure Python, in the list itself."""
    a[:] = [value * k for value in a]


def numpy(a: Any, k: float) -> None:
    """Let NumPy multiply into the array that it reads."""
    np.multiply(a, k, out=a)


def _scale(a: Any, k: float) -> None:
    for index in range(len(a)):
        a[index] *= k


@functools.cache
def _compiled() -> Any:
    return importlib.import_module("numba").njit(_scale)


def __getattr__(name: str) -> Any:
    """Give `numba`: the loop as Numba compiles it, imported only where its row takes part."""
    if name == "numba":
        return _compiled()
    raise AttributeError(name)
