"""Types in the making: what a Cython type is, before it has a place in a source.

A type that is nested beyond reason, or made of too many others, becomes an unknown one.
"""

from __future__ import annotations

import copy

from fishplate.declarations import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from fishplate.declarations.model import DeclaredType, Span


class Shape:
    """A type without a place.

    Parameters
    ----------
    kind
        The keys of a `DeclaredType`, but for its spelling and place.
    inner
        The types that it is made of, by the key that they stand under.
    parameters
        The parameters of a function type.
    record
        The record that it is, where this project declares it.
    """

    __slots__ = ("depth", "home", "inner", "kind", "parameters", "record", "signature", "weight")

    def __init__(
        self,
        kind: dict[str, Any],
        inner: dict[str, Shape] | None = None,
        parameters: list[Shape] | None = None,
        record: str | None = None,
    ) -> None:
        self.kind = kind
        self.inner = inner or {}
        self.parameters = parameters
        self.record = record
        # Where a part of a function type is written, and how.
        self.home: tuple[str, Span] | None = None
        # A function type that has a name is told in the same words wherever it is used.
        self.signature: dict[str, Any] | None = None
        parts = [*self.inner.values(), *(parameters or [])]
        self.weight: int = 1 + sum(part.weight for part in parts)
        self.depth: int = 1 + max((part.depth for part in parts), default=0)
        if self.weight > limits.TYPE_WEIGHT or self.depth > limits.TYPE_DEPTH:
            self.kind = unknown("it is nested too deeply").kind
            self.inner, self.parameters, self.weight, self.depth = {}, None, 1, 1

    @property
    def is_function(self) -> bool:
        """Whether it is a function and no pointer to one."""
        return bool(self.kind["kind"] == "function")

    def at(self, spelling: str, span: Span) -> DeclaredType:
        """The type at a place; what it is made of has the same place."""
        told: dict[str, Any] = {**self.kind, "spelling": spelling, "span": span}
        kind = self.kind["kind"]
        if kind == "function":
            # By itself it stands where C takes it for a pointer.
            told["kind"] = "callback"
        if kind in ("callback", "function"):
            told["signature"] = self.signature or self._signature(span)
            told.pop("convention", None)
        else:
            for key, part in self.inner.items():
                told[key] = part.at(part.name(), span)
        return told  # type: ignore[return-value]

    def _signature(self, span: Span) -> dict[str, Any]:
        parts = [*(self.parameters or []), self.inner["result"]]
        *arguments, result = [part.at(*(part.home or (part.name(), span))) for part in parts]
        convention = self.kind.get("convention", "c")
        return {"arguments": arguments, "result": result, "convention": convention}

    def placed(self, spelling: str, span: Span) -> Shape:
        """The same, written at a place of its own."""
        copied = copy.copy(self)
        copied.home = (spelling, span)
        return copied

    def settled(self, span: Span) -> Shape:
        """The same function type, told as it stands at its typedef."""
        copied = copy.copy(self)
        copied.signature = self._signature(span)
        return copied

    def name(self) -> str:
        """Few words for it, where no source spells it by itself."""
        kind = self.kind["kind"]
        if kind == "pointer":
            return f"{self.inner['to'].name()} *"
        if kind == "array":
            return f"{self.inner['element'].name()}[]"
        return str(self.kind.get("c", self.kind.get("name", kind)))

    def records(self) -> set[str]:
        """The records of this project that it needs."""
        found = {self.record} if self.record else set()
        for part in [*self.inner.values(), *(self.parameters or [])]:
            found |= part.records()
        return found


def simple(name: str) -> Shape:
    """A simple type by its name in ctypes."""
    return Shape({"kind": "simple", "name": name})


def unknown(why: str) -> Shape:
    """A type that is not understood."""
    return Shape({"kind": "unknown", "why": why})


def void() -> Shape:
    """Nothing."""
    return Shape({"kind": "void"})


def python_object() -> Shape:
    """A Python object of any class."""
    return simple("py_object")


def pointer(to: Shape) -> Shape:
    """A pointer; one to a function is a callback."""
    if to.is_function:
        callback = Shape({**to.kind, "kind": "callback"}, to.inner, to.parameters)
        callback.signature = to.signature
        return callback
    return Shape({"kind": "pointer"}, {"to": to})


def array(element: Shape, length: int | None) -> Shape:
    """An array of a number of elements; none where that is not known."""
    return Shape({"kind": "array", "length": length}, {"element": element})


def function(result: Shape, parameters: list[Shape], convention: str) -> Shape:
    """A function."""
    return Shape({"kind": "function", "convention": convention}, {"result": result}, parameters)


def named(name: str, about: Shape) -> Shape:
    """A type that the library's header defines, and what the source takes it for."""
    return Shape({"kind": "named", "name": name}, {"about": about})


def record(name: str) -> Shape:
    """A struct or union that Cython itself defines."""
    return Shape({"kind": "record", "name": name}, record=name)


# Cython's words for C's types: sign, length and name to the name in ctypes.
INTEGERS = {
    ("char", 1, 0): "c_char",
    ("char", 2, 0): "c_byte",
    ("char", 0, 0): "c_ubyte",
    ("int", 1, -1): "c_short",
    ("int", 1, 0): "c_int",
    ("int", 1, 1): "c_long",
    ("int", 1, 2): "c_longlong",
    ("int", 0, -1): "c_ushort",
    ("int", 0, 0): "c_uint",
    ("int", 0, 1): "c_ulong",
    ("int", 0, 2): "c_ulonglong",
    ("double", 1, 1): "c_longdouble",
}
OTHERS = {
    "float": "c_float",
    "double": "c_double",
    "bint": "c_int",
    "Py_ssize_t": "c_ssize_t",
    "Py_hash_t": "c_ssize_t",
    "ssize_t": "c_ssize_t",
    "ptrdiff_t": "c_ssize_t",
    "size_t": "c_size_t",
    "Py_UCS4": "c_uint32",
    "Py_UNICODE": "c_wchar",
}


def basic(name: str, signed: int, longness: int, is_complex: bool) -> Shape:
    """A type of the language by what Cython's parser tells of it."""
    if is_complex:
        return unknown("ctypes has no complex numbers")
    if name == "void":
        return void()
    # What is spelt `signed` is signed anyway, but for a `char`.
    sign = signed if name == "char" else min(signed, 1)
    known = INTEGERS.get((name, sign, longness)) or OTHERS.get(name)
    if known is None:
        return unknown(f"`{name}` is a type of Cython's own")
    return simple(known)
