"""The truth and the rivals of `scalar-add`; every contestant is called as `f(a, b)`."""

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
