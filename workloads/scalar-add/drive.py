"""The truth and the rivals of `scalar-add`; every contestant is called as `f(a, b)`."""

import functools
import importlib
from typing import Any


def reference(a: int, b: int) -> int:
    """Give the sum that every contestant must give."""
    return a + b


def python(a: int, b: int) -> int:
    """Add in pure Python, inside a function: what a caller has without any binding."""
    return a + b


def numpy(a: Any, b: Any) -> Any:
    """Add two NumPy scalars, as code does that takes single elements out of arrays."""
    return a + b


def _add(a: Any, b: Any) -> Any:
    return a + b


@functools.cache
def _compiled() -> Any:
    return importlib.import_module("numba").njit(_add)


def __getattr__(name: str) -> Any:
    """Give `numba`: the sum as Numba compiles it, imported only where its row takes part."""
    if name == "numba":
        return _compiled()
    raise AttributeError(name)
