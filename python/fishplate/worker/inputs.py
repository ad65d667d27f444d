"""The seeded inputs of a workload: the same values in every process and for every contestant."""

import random
from typing import Any

from fishplate.worker.job import Argument

# Small integers are cached by CPython and cheaper to return: inputs start above them.
SMALLEST = 1_000
LARGEST = 1_000_000


def integer_range(dtype: str) -> tuple[int, int]:
    """Give the smallest and the largest value of an integer type."""
    bits = int(dtype.lstrip("uint"))
    return (0, 2**bits - 1) if dtype.startswith("u") else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)


def _numbers(dtype: str, count: int, source: random.Random) -> list[Any]:
    if dtype == "bool":
        return [source.random() < 0.5 for _ in range(count)]
    if dtype.startswith("float"):
        # Positive, so that a sum does not cancel and a relative tolerance means something.
        numbers = [0.5 + source.random() for _ in range(count)]
        return [_as_float32(number) for number in numbers] if dtype == "float32" else numbers
    # A sum of two still fits the type.
    top = integer_range(dtype)[1] // 2
    low, high = min(SMALLEST, top // 2), min(LARGEST, top)
    return [source.randint(low, high) for _ in range(count)]


def _as_float32(number: float) -> float:
    import struct

    return float(struct.unpack("f", struct.pack("f", number))[0])


def builtin(argument: Argument, size: int, seed: int) -> Any:
    """Give an argument in Python's own types: a number or a list of numbers."""
    if argument.kind == "literal":
        return argument.value
    source = random.Random(f"{seed}/{argument.name}/{size}")
    if argument.kind == "scalar":
        return _numbers(argument.dtype, 1, source)[0]
    return _numbers(argument.dtype, size if argument.length is None else argument.length, source)


class Inputs:
    """The visible arguments at one size, in every form that a contestant may ask for.

    Parameters
    ----------
    arguments
        The C function's arguments.
    size
        The number of elements of each buffer.
    seed
        What the values follow from.

    Attributes
    ----------
    builtin, binding, numpy
        The arguments that Python gives, by name.
    omitted
        The values of those that Python leaves out.
    written
        The names of the buffers that the function writes.
    """

    def __init__(self, arguments: tuple[Argument, ...], size: int, seed: int) -> None:
        visible = [argument for argument in arguments if argument.is_visible]
        buffers = [argument for argument in visible if argument.kind == "buffer"]
        self.written = [argument.name for argument in buffers if argument.is_written]
        self.omitted = {one.name: one.value for one in arguments if one.is_omitted}
        self.builtin = {argument.name: builtin(argument, size, seed) for argument in visible}
        self.binding = dict(self.builtin)
        self.numpy = dict(self.builtin)
        for argument in visible:
            if argument.kind not in ("scalar", "buffer"):
                continue
            try:
                import numpy as np
            except ImportError:
                if argument.kind == "buffer":
                    raise
                continue
            made = np.dtype(argument.dtype).type
            if argument.kind == "buffer":
                array = np.array(self.builtin[argument.name], dtype=argument.dtype)
                self.binding[argument.name] = self.numpy[argument.name] = array
            else:
                self.numpy[argument.name] = made(self.builtin[argument.name])
        self._kept = {name: self.binding[name].copy() for name in self.written}

    def restore(self, form: str) -> None:
        """Put back what was written in a form, into the same objects: as new for the next row."""
        for name, kept in self._kept.items():
            self.of(form)[name][:] = kept.tolist() if form == "builtin" else kept

    def of(self, form: str) -> dict[str, Any]:
        """Give the arguments by name, in the form `binding`, `builtin` or `numpy`."""
        forms = {"binding": self.binding, "builtin": self.builtin, "numpy": self.numpy}
        return forms[form]
