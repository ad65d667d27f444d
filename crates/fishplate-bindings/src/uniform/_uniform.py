"""The one meaning of a call, for binding paths that marshal in Python.

Each check takes one argument and gives what is passed on, or raises the exception that every
binding path raises for it. ``where`` names function and parameter. Checks run from left to
right; lengths and overlap come last. How memory is lent to C depends on the tool, so `view` is
given a function for that.
"""

from __future__ import annotations

import os
import sys
from operator import index
from struct import pack

# Type checkers take this for true; importing `typing` would take longer than all else here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

_KINDS = {
    code: kind
    for kind, codes in (("i", "bhilqn"), ("u", "BHILQN"), ("f", "efdg"), ("?", "?"), ("c", "c"))
    for code in codes
}
_ORDERS = ("@", "=", "<" if sys.byteorder == "little" else ">")
# What C is given for a buffer without elements: some memory, since a null pointer may mean more.
_NOTHING = memoryview(b"")


class View:
    """A buffer that is held for a call."""

    __slots__ = ("address", "length", "memory", "pointer")

    def __init__(self, memory: memoryview, pointer: Any, length: int, address: int) -> None:
        self.memory = memory
        """Holds the exporter's memory where it is."""
        self.pointer = pointer
        """What the tool passes for it."""
        self.length = length
        """The number of elements."""
        self.address = address
        """Where the memory starts."""


def beside(file: str, name: str) -> str:
    """Give the library that the package of ``file`` carries, else the name for the system."""
    path = os.path.join(os.path.dirname(file), "_lib", name)
    return path if os.path.exists(path) else name


def _wrong_type(where: str, wanted: str, value: object) -> NoReturn:
    raise TypeError(f"{where} must be {wanted}, not {type(value).__name__}") from None


def integer(value: Any, low: int, high: int, where: str) -> int:
    """Check an integer against the range of its C type."""
    if not hasattr(type(value), "__index__"):
        _wrong_type(where, "an integer", value)
    number = index(value)
    if not low <= number <= high:
        raise OverflowError(f"{where} must be from {low} to {high}")
    return number


def number(value: Any, where: str) -> float:
    """Check a floating number."""
    if isinstance(value, float):
        # What a subclass makes of itself is not asked, as C does not.
        return float.__float__(value)
    if not hasattr(type(value), "__float__") and not hasattr(type(value), "__index__"):
        _wrong_type(where, "a number", value)
    return float(value)


def number32(value: Any, where: str) -> float:
    """Check a number for a 32-bit float."""
    double = number(value, where)
    try:
        # The standard form checks the range; the machine's own would give an infinity.
        pack("<f", double)
    except OverflowError:
        raise OverflowError(f"{where} must be within the range of a 32-bit float") from None
    return double


def truth(value: Any, accepts_integers: bool, where: str) -> bool:
    """Check a truth value."""
    if value is True or value is False:
        return value
    if not accepts_integers:
        _wrong_type(where, "a bool", value)
    if not hasattr(type(value), "__index__"):
        _wrong_type(where, "a bool or an integer", value)
    return bool(index(value))


def member(value: Any, values: frozenset[int], mask: int | None, where: str, name: str) -> int:
    """Check a member of an enumeration; ``mask`` holds all bits where combinations are values."""
    if not hasattr(type(value), "__index__"):
        _wrong_type(where, "a member of an enumeration or an integer", value)
    plain = int(index(value))
    if (plain not in values) if mask is None else (plain & ~mask):
        raise ValueError(f"{where}: {plain} is not in {name}")
    return plain


def text(value: Any, is_nullable: bool, where: str) -> bytes | None:
    """Check text that C takes up to its NUL."""
    if isinstance(value, str):
        data = str.encode(value)
    elif isinstance(value, bytes):
        data = bytes(value)
    elif is_nullable and value is None:
        return None
    else:
        _wrong_type(where, "str, bytes or None" if is_nullable else "str or bytes", value)
    if b"\0" in data:
        raise ValueError(f"{where} must not hold a NUL character")
    return data


def view(
    value: Any,
    lend: Callable[[memoryview], tuple[Any, int]],
    kind: str,
    size: int,
    is_written: bool,
    where: str,
    label: str,
) -> View:
    """Borrow a buffer: element type, dimensions, contiguity, rights and alignment are checked.

    ``lend`` gives what the tool passes for a memoryview, and the address of its memory.
    """
    try:
        memory = memoryview(value)
    except BufferError:
        raise
    except (TypeError, ValueError):
        # No buffer, or an element type that the exporter cannot describe.
        _wrong_type(where, label, value)
    spelling = memory.format
    code = spelling[1:] if spelling[:1] in _ORDERS else spelling
    found = _KINDS.get(code)
    if (
        found is None
        or memory.itemsize != size
        or not (found == kind or (kind == "c" and found in "iu"))
    ):
        raise TypeError(f"{where} must be {label}, not a buffer of format '{spelling}'")
    if memory.ndim != 1:
        raise BufferError(f"{where} must have one dimension, not {memory.ndim}")
    nbytes = memory.nbytes
    if nbytes > size and (memory.strides != (size,) or memory.suboffsets):
        raise BufferError(f"{where} must be contiguous; copy it first")
    if is_written and memory.readonly:
        raise BufferError(f"{where} is written by the function, and the buffer is read-only")
    if not nbytes:
        pointer, address = lend(_NOTHING)
        return View(memory, pointer, 0, address)
    pointer, address = lend(memory)
    if address & (size - 1):
        raise BufferError(f"{where} must be aligned to {size} bytes; copy it first")
    return View(memory, pointer, nbytes // size, address)


def same_length(first: View, other: View, function: str, first_name: str, other_name: str) -> None:
    """Check that two buffers have one length."""
    if first.length != other.length:
        raise ValueError(
            f"{function}() needs buffers of one length: '{first_name}' has {first.length}, "
            f"'{other_name}' has {other.length}"
        )


def apart(written: View, other: View, function: str, written_name: str, other_name: str) -> None:
    """Check that a written buffer does not overlap another."""
    a, b = written.memory.nbytes, other.memory.nbytes
    if a and b and written.address < other.address + b and other.address < written.address + a:
        raise ValueError(f"{function}() writes '{written_name}', which overlaps '{other_name}'")
