"""Says what a type of ctypes is, in lists that JSON can hold.

A name is a simple type, null is `None`; a list begins with what it is: `p` a pointer, `a` an array,
`r` a record, `f` a function, `x` something with `from_param`, `?` something not understood.
"""

from __future__ import annotations

import _ctypes
import ctypes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from fishplate.capture.plain_json import Json

DEEPEST = 24
ANY_DATA: type[Any] = _ctypes._SimpleCData.__mro__[1]
STDCALL = 0
# fmt: off
NAMES = [
    "c_bool", "c_char", "c_wchar", "c_byte", "c_ubyte", "c_short", "c_ushort", "c_int", "c_uint",
    "c_long", "c_ulong", "c_longlong", "c_ulonglong", "c_size_t", "c_ssize_t", "c_int8",
    "c_uint8", "c_int16", "c_uint16", "c_int32", "c_uint32", "c_int64", "c_uint64", "c_time_t",
    "c_float", "c_double", "c_longdouble", "c_char_p", "c_wchar_p", "c_void_p", "py_object",
]
# fmt: on
# What ctypes itself takes for one type on this machine and not on another.
ALIASES = [name for name in NAMES if name not in ("c_char_p", "c_wchar_p", "c_void_p")]


def tell_apart() -> None:
    """Give each integer type of ctypes a class of its own.

    `c_size_t` is `c_ulong` on one machine and something else on another; what a source says would
    be lost. A class with the same code behaves alike.
    """
    seen: dict[type[Any], str] = {}
    for name in ALIASES:
        known = getattr(ctypes, name, None)
        if known is None:
            continue
        if known in seen:
            body = {"_type_": known._type_, "__module__": "ctypes"}
            setattr(ctypes, name, type(name, (ctypes._SimpleCData,), body))
        else:
            seen[known] = name


class Types:
    """Knows the simple types by their classes.

    Parameters
    ----------
    record_name
        Gives the name of a record of the targets; none for others.
    """

    def __init__(self, record_name: Callable[[type[Any]], str | None]) -> None:
        self._record_name = record_name
        self._simple: dict[object, str] = {}
        for name in NAMES:
            known = getattr(ctypes, name, None)
            if known is None:
                continue
            for swapped in ("__ctype_be__", "__ctype_le__"):
                # In a record of the other byte order these stand in the types' place.
                self._simple.setdefault(getattr(known, swapped, known), name)
            self._simple[known] = name

    def told(self, kind: Any, depth: int = 0) -> Json:
        """What a type is."""
        if kind is None:
            return None
        if not isinstance(kind, type):
            return self._other(kind)
        simple = self._simple.get(kind)
        if simple is not None:
            return simple
        if depth > DEEPEST:
            return ["?", "the type is nested too deeply"]
        if issubclass(kind, _ctypes._SimpleCData):
            for base in kind.__mro__:
                if base in self._simple:
                    return self._simple[base]
            return ["?", f"the simple type `{kind.__name__}`"]
        if issubclass(kind, _ctypes._Pointer):
            return ["p", self.told(getattr(kind, "_type_", None), depth + 1)]
        if issubclass(kind, _ctypes.Array):
            array: Any = kind
            return ["a", self.told(array._type_, depth + 1), array._length_]
        if issubclass(kind, (_ctypes.Structure, _ctypes.Union)):
            name = self._record_name(kind)
            if name is None:
                return ["?", f"`{kind.__name__}` is outside of the files that were read"]
            return ["r", name]
        if issubclass(kind, _ctypes.CFuncPtr):
            return self._function(kind, depth)
        return self._other(kind)

    def _function(self, kind: Any, depth: int) -> Json:
        arguments = getattr(kind, "_argtypes_", None)
        if arguments is None:
            return ["?", "the callback's parameters are not known"]
        told: list[Json] = [self.told(one, depth + 1) for one in arguments]
        result = self.told(getattr(kind, "_restype_", None), depth + 1)
        return ["f", result, told, convention(kind._flags_)]

    def _other(self, kind: Any) -> Json:
        name = getattr(kind, "__name__", type(kind).__name__)
        if hasattr(kind, "from_param"):
            return ["x", f"the class `{name}` with `from_param`"]
        return ["?", f"`{name}` is no type of ctypes"]

    def result(self, kind: Any) -> Json:
        """What a result is, which may go through a Python function."""
        is_type = kind is None or (isinstance(kind, type) and issubclass(kind, ANY_DATA))
        if not is_type and callable(kind) and not hasattr(kind, "from_param"):
            return ["x", "a Python function that takes the result as a C `int`"]
        return self.told(kind)


def convention(flags: int) -> str:
    """The calling convention of a function type; only Windows has another than C's."""
    return "stdcall" if flags & 1 == STDCALL and hasattr(ctypes, "WinDLL") else "c"
