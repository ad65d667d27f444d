"""Inputs that a C function cannot take as they are, derived from its arguments alone."""

import array
import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fishplate.worker.contestant import C_TYPES
from fishplate.worker.inputs import Inputs, integer_range
from fishplate.worker.job import Argument


@dataclass(frozen=True)
class BadInput:
    """One call that a careless binding gets wrong.

    Attributes
    ----------
    name
        What is bad, in words.
    arguments, keywords
        What the contestant is given.
    plain, plain_keywords
        The same values in Python's own types, for the reference.
    is_foreign
        Whether the memory is not laid out as the function reads it, so that only a copy
        can give a right answer.
    """

    name: str
    arguments: tuple[Any, ...]
    plain: tuple[Any, ...]
    is_foreign: bool = False
    keywords: dict[str, Any] = field(default_factory=dict)
    plain_keywords: dict[str, Any] = field(default_factory=dict)


def bad_inputs(arguments: tuple[Argument, ...], inputs: Inputs) -> list[BadInput]:
    """Give the bad inputs of a function; each differs from a good call in one thing."""
    good = dict(inputs.binding)
    visible = [argument for argument in arguments if argument.is_visible]
    found = []
    seen: set[tuple[str, str]] = set()
    for argument in visible:
        # A second parameter of the same type would only say the same again.
        if argument.kind not in ("scalar", "buffer") or (argument.kind, argument.dtype) in seen:
            continue
        seen.add((argument.kind, argument.dtype))
        make = _scalars if argument.kind == "scalar" else _buffers
        for name, value, is_foreign in make(argument, good[argument.name]):
            changed = {**good, argument.name: value}
            found.append(
                BadInput(
                    name=f"{argument.name} = {name}",
                    arguments=tuple(changed.values()),
                    plain=tuple(_plain(one) for one in changed.values()),
                    is_foreign=is_foreign,
                )
            )
    buffers = {one.name for one in visible if one.kind == "buffer"}
    if buffers:
        empty = tuple(v[:0].copy() if name in buffers else v for name, v in good.items())
        found.append(BadInput("empty arrays", empty, tuple(_plain(value) for value in empty)))
    values = tuple(good.values())
    plain = tuple(_plain(value) for value in values)
    if values:
        found.append(BadInput("one argument too many", (*values, values[-1]), (*plain, plain[-1])))
        found.append(BadInput("one argument too few", values[:-1], plain[:-1]))
        by_name = {name: _plain(value) for name, value in good.items()}
        keywords = BadInput("by keyword", (), (), keywords=good, plain_keywords=by_name)
        found.append(keywords)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, ctypes.Array):
        return list(value)
    for method in ("tolist", "item"):
        convert = getattr(value, method, None)
        if callable(convert):
            return convert()
    return value


def _scalars(argument: Argument, good: Any) -> Iterator[tuple[str, Any, bool]]:
    if argument.dtype.startswith(("int", "uint")):
        high = integer_range(argument.dtype)[1]
        yield _power(high + 1), high + 1, False
        # One below the least value would come right again where an addition wraps back.
        wrapped = 2 * high + 2
        yield f"-{_power(wrapped)}", -wrapped, False
        yield "1.5", 1.5, False
        yield "True", True, False
    elif argument.dtype == "float32":
        yield "1e39", 1e39, False
    if argument.dtype == "bool":
        yield "2", 2, False
    yield '"1"', "1", False
    yield "None", None, False


def _power(number: int) -> str:
    return f"2**{number.bit_length() - 1}"


def _buffers(argument: Argument, good: Any) -> Iterator[tuple[str, Any, bool]]:
    import numpy as np

    size = len(good)
    own = np.dtype(argument.dtype)
    for other in ("float32", "float64", "int64"):
        if np.dtype(other) != own:
            yield f"{other} array", good.astype(other), True
    yield "byte-swapped array", good.astype(own.newbyteorder()), True
    wide = np.zeros(2 * size, dtype=own)
    wide[::2] = good
    yield "strided array", wide[::2], True
    yield "2-D array", good.reshape(2, size // 2), False
    frozen = good.copy()
    frozen.flags.writeable = False
    yield "read-only array", frozen, argument.is_written
    yield "shorter array", good[: size // 2].copy(), False
    yield "list", good.tolist(), True
    yield "None", None, False
    if own.kind in "fiu":
        yield "array.array", array.array(own.char, good.tolist()), False
        yield "ctypes array", (C_TYPES[argument.dtype] * size)(*good.tolist()), False
