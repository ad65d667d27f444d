"""What counts as a right answer of a binding that somebody has already.

It is called as the generated ones are, but nobody knows how it hands its results over: it may fill
the arrays that it is given, or give new ones.
"""

from typing import Any

from fishplate.worker.answers import is_same_nested, memory_difference, plain
from fishplate.worker.truth import Truth


def settled(answer: Any, given: dict[str, Any], truth: Truth, tolerance: float) -> Any:
    """Give the answer that is to be compared with the reference.

    An answer that is the written arrays, new or old, is as good as having written them; whoever
    has written them need not answer anything.

    Parameters
    ----------
    answer
        What the binding gave.
    given
        What it was given, by name; right results are put into its arrays.
    truth
        What the function gives and writes.
    tolerance
        See `answers.is_same`.
    """
    answer = plain_number(answer)
    if not truth.written:
        return answer
    arrays = list(answer) if isinstance(answer, (tuple, list)) else [answer]
    expected = list(truth.written.items())
    is_right = len(arrays) == len(expected) and all(
        is_array(array) and not memory_difference(name, array, written, tolerance)
        for array, (name, written) in zip(arrays, expected, strict=False)
    )
    if is_right:
        for array, (name, _) in zip(arrays, expected, strict=True):
            if array is not given[name]:
                given[name][:] = array
        return truth.answer
    return truth.answer if answer is None or truth.answer is None else answer


def is_right(answer: Any, memory: list[Any], expected: list[Any] | None, tolerance: float) -> bool:
    """Say whether a call did what the function does, in one of the ways that count.

    Parameters
    ----------
    answer
        What the binding gave.
    memory
        What then stood in the given arrays that the function writes.
    expected
        The reference's answer and the lists that it wrote; none where nothing is right.
    tolerance
        See `answers.is_same`.
    """
    if expected is None or not expected[1]:
        return False
    has_no_say = answer is None or expected[0] is None
    if has_no_say and is_same_nested(memory, expected[1], tolerance):
        return True
    arrays = list(answer) if isinstance(answer, (tuple, list)) else [answer]
    if not all(is_array(array) for array in arrays):
        return False
    return is_same_nested([array.tolist() for array in arrays], expected[1], tolerance)


def is_array(value: Any) -> bool:
    """Say whether a value is an array of one or more dimensions."""
    return callable(getattr(value, "tolist", None)) and getattr(value, "ndim", 1) > 0


def plain_number(value: Any) -> Any:
    """Turn a scalar of NumPy into Python's own number, and leave everything else as it is."""
    return value if is_array(value) else plain(value)
