"""Whether two answers are the same."""

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
