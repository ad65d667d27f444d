"""What somebody's own C function makes of input that it cannot take as it is.

Python's values become what C takes where they are such values exactly; what is none has no right
answer, and the function is not called.
"""

import operator
from functools import partial
from typing import Any

from fishplate.worker import forked
from fishplate.worker.inputs import Inputs, integer_range
from fishplate.worker.job import Argument, Group, Row
from fishplate.worker.own_truth import caller

LARGEST_FLOAT32 = 3.4028235677973366e38


class OwnReference:
    """The function as a reference: it is called from C, each time in a child of its own."""

    def __init__(self, row: Row, group: Group, good: Inputs, wall_s: float) -> None:
        self._row = row
        self._group = group
        self._good = good.binding
        self._wall_s = wall_s
        self._visible = [argument for argument in group.arguments if argument.is_visible]

    def __call__(self, *values: Any, **named: Any) -> Any:
        """Give the answer, and write into the lists that are written.

        Raises
        ------
        TypeError, OverflowError, ValueError
            If a value is none of the C type, or the arrays are too short for the call.
        """
        names = [argument.name for argument in self._visible]
        given = {**dict(zip(names, values, strict=False)), **named}
        if len(values) + len(named) != len(names) or set(given) != set(names):
            raise TypeError("not the arguments of the function")
        fitting = {one.name: fitted(one, given[one.name]) for one in self._visible}
        self._check_lengths(fitting)
        ended = forked.call(partial(self._call, fitting), self._wall_s)
        if ended.reason:
            raise ValueError(f"the function itself ended: {ended.signal or ended.reason}")
        answer, written = ended.value
        for name, content in written.items():
            given[name][:] = content
        return answer

    def _call(self, values: dict[str, Any]) -> list[Any]:
        answer = caller(self._row, self._group, values)()
        written = [one.name for one in self._visible if one.kind == "buffer" and one.is_written]
        return [answer, {name: values[name].tolist() for name in written}]

    def _check_lengths(self, values: dict[str, Any]) -> None:
        """Refuse a call in which the function would leave an array.

        Its arrays are as long as a good call has them, in proportion to the longest of which
        it is told the length; without such a one, just as long.
        """
        good = self._good
        told = [one.of for one in self._group.arguments if one.kind == "length"]
        shares = [len(values[name]) / max(len(good[name]), 1) for name in told] or [1.0]
        for one in self._visible:
            if one.kind == "buffer" and len(values[one.name]) < max(shares) * len(good[one.name]):
                raise ValueError(f"`{one.name}` is too short")


def fitted(argument: Argument, value: Any) -> Any:
    """Give a value in the form in which the loop in C takes it."""
    if argument.kind == "buffer":
        return _array(argument, value)
    if argument.kind == "text":
        return _text(value)
    if argument.kind == "size":
        return operator.index(value)
    if argument.kind == "literal":
        # The loop has it built in.
        if type(value) is not type(argument.value) or value != argument.value:
            raise ValueError("not the value of the call")
        return value
    return _number(argument.dtype, value)


def _text(value: Any) -> str:
    text = value.decode() if isinstance(value, bytes) else value
    if not isinstance(text, str):
        raise TypeError("not a text")
    if "\0" in text:
        raise ValueError("C would see the end of it before its end")
    return text


def _number(dtype: str, value: Any) -> Any:
    if dtype == "bool":
        if not isinstance(value, bool):
            raise TypeError("not a truth value")
        return value
    if dtype.startswith("float"):
        if not isinstance(value, (int, float)):
            raise TypeError("not a number")
        value = float(value)
        if dtype == "float32" and LARGEST_FLOAT32 < abs(value) < float("inf"):
            raise OverflowError("too large")
        return value
    number = operator.index(value)
    low, high = integer_range(dtype)
    if not low <= number <= high:
        raise OverflowError("too large")
    return number


def _array(argument: Argument, value: Any) -> Any:
    import numpy as np

    if not isinstance(value, list):
        raise TypeError("not a list")
    # A whole number stays one whatever type carried it.
    is_whole = argument.dtype.startswith(("int", "uint"))
    plain = [int(v) if is_whole and isinstance(v, float) and v.is_integer() else v for v in value]
    return np.array([_number(argument.dtype, v) for v in plain], dtype=argument.dtype)
