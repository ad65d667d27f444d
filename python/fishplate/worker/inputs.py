"""The seeded inputs of a workload: the same values in every process and for every contestant."""

import random
from functools import cached_property
from typing import Any

from fishplate.worker.job import Argument

# Small integers are cached by CPython and cheaper to return: inputs start above them.
SMALLEST = 1_000
LARGEST = 1_000_000
# A longer array repeats so many numbers: drawing each would take minutes.
BLOCK = 1 << 20
# Beyond so many elements a list is too large to make, and the reference gets arrays.
LONGEST_LIST = 1 << 22
ASCII = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Letters of two and of three bytes in UTF-8, and of two bytes in a `str`.
OTHER = "äéîõüßñçøλπσωжцшяאבجد中文字かなカナ한글"


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


def _text(alphabet: str, count: int, source: random.Random) -> str:
    text: str = repeated("".join(source.choices(alphabet, k=min(count, BLOCK))), count)
    return text


def repeated(block: Any, count: int) -> Any:
    """Give the first `count` elements of a list or a text that is repeated without end."""
    if count <= len(block):
        return block[:count]
    return (block * -(-count // len(block)))[:count]


def elements(argument: Argument, size: int, size_unit: str) -> int:
    """Give how many elements or characters an argument has at a size."""
    if argument.length is not None:
        return argument.length
    if size_unit != "bytes" or argument.kind != "buffer":
        return size
    bits = "".join(letter for letter in argument.dtype if letter.isdigit())
    return max(1, 8 * size // int(bits or 8))


def block(argument: Argument, count: int, seed: int, size: int) -> Any:
    """Give what an argument begins with, in Python's own types: a number, or a list of numbers.

    A list has `BLOCK` numbers at most; a text is whole.
    """
    if argument.kind == "literal":
        return argument.value
    if argument.kind == "size":
        return size
    source = random.Random(f"{seed}/{argument.name}/{size}")
    if argument.kind == "scalar":
        return _numbers(argument.dtype, 1, source)[0]
    if argument.kind == "text":
        return _text(ASCII if argument.dtype == "ascii" else OTHER, count, source)
    return _numbers(argument.dtype, min(count, BLOCK), source)


class Inputs:
    """The visible arguments at one size, in every form that a contestant may ask for.

    Parameters
    ----------
    arguments
        The C function's arguments.
    size
        The size of each buffer that has none of its own.
    seed
        What the values follow from.
    size_unit
        What `size` counts: `bytes`, or what is no matter of the inputs.

    Attributes
    ----------
    binding, numpy
        The arguments that Python gives, by name, with arrays for buffers.
    omitted
        The values of those that Python leaves out.
    buffers, written
        The names of the buffers, and of those that the function writes.
    lent
        The names of what has memory: buffers and texts.
    """

    def __init__(
        self, arguments: tuple[Argument, ...], size: int, seed: int, size_unit: str = "elements"
    ) -> None:
        visible = [argument for argument in arguments if argument.is_visible]
        buffers = [argument for argument in visible if argument.kind == "buffer"]
        counts = {one.name: elements(one, size, size_unit) for one in visible}
        self.buffers = [argument.name for argument in buffers]
        self.lent = [one.name for one in visible if one.kind in ("buffer", "text")]
        self.written = [argument.name for argument in buffers if argument.is_written]
        self.omitted = {one.name: one.value for one in arguments if one.is_omitted}
        self._texts = [argument.name for argument in visible if argument.kind == "text"]
        self._lengths = {name: counts[name] for name in self.buffers}
        self._blocks = {one.name: block(one, counts[one.name], seed, size) for one in visible}
        self.binding = dict(self._blocks)
        self.numpy = dict(self._blocks)
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
            first = self._blocks[argument.name]
            if argument.kind == "buffer":
                array = array_of(first, argument.dtype, counts[argument.name])
                self.binding[argument.name] = self.numpy[argument.name] = array
            else:
                self.numpy[argument.name] = made(first)
        self._kept = {name: self.binding[name].copy() for name in self.written}

    @cached_property
    def builtin(self) -> dict[str, Any]:
        """The arguments that Python gives, by name, in Python's own types: lists for buffers."""
        lengths = self._lengths
        values = self._blocks.items()
        return {n: repeated(v, lengths[n]) if n in lengths else v for n, v in values}

    def for_reference(self) -> dict[str, Any]:
        """Give the arguments for the reference, with copies of its own of what it may write.

        They are lists, but for arrays that are too large for that.
        """
        if any(length > LONGEST_LIST for length in self._lengths.values()):
            values = self.binding.items()
            return {name: v.copy() if name in self.written else v for name, v in values}
        values = self.builtin.items()
        return {name: list(v) if name in self.written else v for name, v in values}

    def restore(self, form: str) -> None:
        """Put back what was written in a form, into the same objects: as new for the next row."""
        for name, kept in self._kept.items():
            self.of(form)[name][:] = kept.tolist() if form == "builtin" else kept

    def of(self, form: str) -> dict[str, Any]:
        """Give the arguments by name, in the form `binding`, `builtin` or `numpy`."""
        if form == "builtin":
            return self.builtin
        return self.binding if form == "binding" else self.numpy

    def smallest_bytes(self, form: str) -> int:
        """Give the size of the smallest array in a form; 0 where there is none."""
        values = [self.of(form)[name] for name in self.buffers]
        return min((value.nbytes for value in values if hasattr(value, "nbytes")), default=0)

    def own(self, form: str) -> dict[str, Any]:
        """Give the arguments with texts that nobody else was given.

        CPython keeps the UTF-8 form of a text once somebody has asked for it: a text that
        another contestant was given before is not what it was.
        """
        values = self.of(form)
        return {**values, **{name: new_text(values[name]) for name in self._texts}}


def array_of(block: list[Any], dtype: str, count: int) -> Any:
    """Give an array of `count` elements that repeats the block, with all its memory touched."""
    import numpy as np

    array = np.empty(count, dtype=dtype)
    filled = min(len(block), count)
    array[:filled] = block[:filled]
    while filled < count:
        step = min(filled, count - filled)
        array[filled : filled + step] = array[:step]
        filled += step
    return array


def new_text(text: str) -> str:
    """Give an equal text that is an object of its own."""
    return (text + "x")[:-1]
