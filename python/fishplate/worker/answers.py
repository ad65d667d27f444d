"""Whether two answers are the same, and whether memory holds what it should."""

import math
from typing import Any


def plain(value: Any) -> Any:
    """Turn an answer of NumPy into Python's own number."""
    item = getattr(value, "item", None)
    return item() if callable(item) else value


def is_same(answer: Any, expected: Any, tolerance: float) -> bool:
    """Compare an answer with the reference.

    Parameters
    ----------
    answer
        What a contestant gave.
    expected
        What the reference gave.
    tolerance
        How far a floating answer may be from the reference, relative to it. Integers, text
        and truth values are compared exactly.
    """
    if isinstance(expected, float):
        if isinstance(answer, bool) or not isinstance(answer, (int, float)):
            return False
        if math.isnan(expected):
            return math.isnan(answer)
        return math.isclose(answer, expected, rel_tol=tolerance, abs_tol=0.0)
    if type(answer) is not type(expected):
        return False
    return bool(answer == expected)


def is_same_nested(answer: Any, expected: Any, tolerance: float) -> bool:
    """Compare two lists element by element, lists within them too; anything else as `is_same`."""
    if not isinstance(expected, list):
        return is_same(answer, expected, tolerance)
    if not isinstance(answer, list) or len(answer) != len(expected):
        return False
    pairs = zip(answer, expected, strict=True)
    return all(is_same_nested(one, other, tolerance) for one, other in pairs)


def memory_difference(name: str, given: Any, expected: Any, tolerance: float) -> str:
    """Say how a sequence of numbers differs from what it should hold; empty when it does not.

    Parameters
    ----------
    name
        The parameter that it was given for.
    given
        The very object that a contestant was given: an array or a list.
    expected
        A NumPy array with what the reference made of it.
    tolerance
        As for `is_same`.
    """
    import numpy as np

    held = np.asarray(given)
    if held.shape != expected.shape:
        return f"after the call `{name}` has the shape {held.shape}, not {expected.shape}"
    if np.array_equal(held, expected):
        return ""
    same = held == expected
    if expected.dtype.kind == "f" and held.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            far = tolerance * np.maximum(np.abs(held), np.abs(expected))
            same |= np.abs(held - expected) <= far
        same |= np.isnan(held) & np.isnan(expected)
    if same.all():
        return ""
    first = int(np.argmin(same))
    return (
        f"after the call element {first} of `{name}` is {held[first].item()!r}; "
        f"the reference made it {expected[first].item()!r}"
    )
