"""Inputs that a C function cannot take as they are, derived from its arguments alone."""

import array
import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from fishplate.worker.contestant import C_TYPES
from fishplate.worker.inputs import Inputs, integer_range
from fishplate.worker.job import Argument

READ_ONLY = "read-only array"
SHORTER = "shorter array"


@dataclass(frozen=True)
class BadInput:
    """One call that a careless binding gets wrong.

    Attributes
    ----------
    name
        What is bad, in words.
    values
        What the contestant is given, by name.
    extra
        What it is given besides, by position.
    by_keyword
        Whether the values are given by name.
    is_foreign
        Whether the memory is not laid out as the function reads it, so that only a copy
        can give a right answer.
    is_forbidden
        Whether no answer is right, whatever the reference says.
    is_array
        Whether what is bad is an array, or what stands in the place of one.
    """

    name: str
    values: dict[str, Any]
    extra: tuple[Any, ...] = ()
    by_keyword: bool = False
    is_foreign: bool = False
    is_forbidden: bool = False
    is_array: bool = False

    def call(self, function: Callable[..., Any], values: dict[str, Any]) -> Any:
        """Call a function this way on values."""
        if self.by_keyword:
            return function(**values)
        return function(*values.values(), *self.extra)

    def plain(self) -> dict[str, Any]:
        """Give the values in Python's own types, new lists among them."""
        return {name: plain_value(value) for name, value in self.values.items()}


def bad_inputs(arguments: tuple[Argument, ...], inputs: Inputs) -> list[BadInput]:
    """Give the bad inputs of a function; each differs from a good call in one thing."""
    good = dict(inputs.binding)
    visible = [argument for argument in arguments if argument.is_visible]
    found = []
    seen: set[tuple[str, str, bool]] = set()
    for argument in visible:
        # A second parameter of the same type would only say the same again.
        kind = (argument.kind, argument.dtype, argument.is_written)
        if kind in seen and argument.kind == "buffer":
            # But the first one may be what the length is taken from.
            short = good[argument.name][: len(good[argument.name]) // 2].copy()
            title = f"{argument.name} = {SHORTER}"
            found.append(BadInput(title, {**good, argument.name: short}))
        if argument.kind not in ("scalar", "buffer", "text") or kind in seen:
            continue
        seen.add(kind)
        if argument.kind == "scalar":
            for name, value in _scalars(argument):
                found.append(BadInput(f"{argument.name} = {name}", {**good, argument.name: value}))
            continue
        if argument.kind == "text":
            for name, value, is_forbidden in _texts(good[argument.name]):
                changed = {**good, argument.name: value}
                title = f"{argument.name} = {name}"
                found.append(BadInput(title, changed, is_forbidden=is_forbidden))
            continue
        for name, value, is_foreign in _buffers(argument, good[argument.name]):
            changed = {**good, argument.name: value}
            title = f"{argument.name} = {name}"
            # A write into what its owner has frozen is wrong even where it arrives.
            is_forbidden = argument.is_written and name == READ_ONLY
            bad = BadInput(title, changed, is_foreign=is_foreign, is_forbidden=is_forbidden)
            found.append(replace(bad, is_array=True))
    buffers = {one.name for one in visible if one.kind == "buffer"}
    if buffers:
        empty = {name: v[:0].copy() if name in buffers else v for name, v in good.items()}
        found.append(BadInput("empty arrays", empty))
    return found + _shapes(good, inputs.omitted)


def _shapes(good: dict[str, Any], omitted: dict[str, Any]) -> list[BadInput]:
    """Give calls with as many arguments as the function does not take, and one by name."""
    every = {**good, **omitted}
    more = next(reversed(every.values()), 1)
    found = [BadInput("one argument too many", every, extra=(more,))]
    if good:
        fewer = dict(list(good.items())[:-1])
        found.append(BadInput("one argument too few", fewer))
        found.append(BadInput("by keyword", good, by_keyword=True))
    return found


def plain_value(value: Any) -> Any:
    """Turn an array or a scalar of any producer into lists and numbers of Python's own."""
    if isinstance(value, (ctypes.Array, list)):
        return list(value)
    for method in ("tolist", "item"):
        convert = getattr(value, method, None)
        if callable(convert):
            return convert()
    return value


def _scalars(argument: Argument) -> Iterator[tuple[str, Any]]:
    if argument.dtype.startswith(("int", "uint")):
        high = integer_range(argument.dtype)[1]
        yield _power(high + 1), high + 1
        # One below the least value would come right again where an addition wraps back.
        wrapped = 2 * high + 2
        yield f"-{_power(wrapped)}", -wrapped
        yield "1.5", 1.5
        yield "True", True
    elif argument.dtype == "float32":
        yield "1e39", 1e39
    if argument.dtype == "bool":
        yield "2", 2
    yield '"1"', "1"
    yield "None", None


def _texts(good: str) -> Iterator[tuple[str, Any, bool]]:
    yield "text with a zero byte", good[:2] + "\0" + good[2:], True
    yield "lone surrogate", good[:2] + "\ud800", True
    yield "other letters", "\u00e4\u4e2d\U0001f600", False
    yield "empty text", "", False
    yield "bytes", good.encode(), False
    yield "7", 7, True
    yield "None", None, True


def _power(number: int) -> str:
    return f"2**{number.bit_length() - 1}"


def _buffers(argument: Argument, good: Any) -> Iterator[tuple[str, Any, bool]]:
    import numpy as np

    size = len(good)
    own = np.dtype(argument.dtype)
    for other in ("float32", "float64", "int64"):
        if np.dtype(other) != own:
            yield f"{other} array", good.astype(other), True
    if own.itemsize > 1:
        yield "byte-swapped array", good.astype(own.newbyteorder()), True
    wide = np.zeros(2 * size, dtype=own)
    wide[::2] = good
    yield "strided array", wide[::2], True
    yield "2-D array", good.reshape(1 if size % 2 else 2, -1), False
    if own.itemsize > 1:
        # Right answers come of it where the processor does not mind; C promises nothing.
        raw = np.zeros(good.nbytes + 1, dtype=np.uint8)
        odd = raw[1:].view(own)
        odd[:] = good
        yield "misaligned array", odd, False
    frozen = good.copy()
    frozen.flags.writeable = False
    yield READ_ONLY, frozen, False
    yield SHORTER, good[: size // 2].copy(), False
    yield "list", good.tolist(), True
    yield "None", None, False
    if own.kind in "fiu":
        yield "array.array", array.array(own.char, good.tolist()), False
        yield "ctypes array", (C_TYPES[argument.dtype] * size)(*good.tolist()), False
