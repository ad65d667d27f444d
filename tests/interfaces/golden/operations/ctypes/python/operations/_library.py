"""Opens the library through ctypes and lends memory to it."""

from __future__ import annotations

import ctypes
import sys
from _thread import RLock

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# ``Py_buffer`` is part of the stable ABI since 3.11: 80 bytes on a 64-bit machine, the address
# first. There is room for more.
_PY_BUFFER = ctypes.c_void_p * 16
_get_buffer = ctypes.pythonapi["PyObject_GetBuffer"]
_get_buffer.argtypes = (ctypes.py_object, ctypes.c_void_p, ctypes.c_int)
_get_buffer.restype = ctypes.c_int
_release_buffer = ctypes.pythonapi["PyBuffer_Release"]
_release_buffer.argtypes = (ctypes.c_void_p,)
_release_buffer.restype = None
_FULL_RO = 0x11C


def load(path: str, is_detached: bool, is_thread_safe: bool) -> ctypes.CDLL:
    """Load the library.

    Other threads run during a call of one that ``is_detached``; else a call keeps the GIL, as that
    of a compiled module does. An interpreter without a GIL lets only one thread into the library,
    unless it ``is_thread_safe``.
    """
    if is_detached:
        return ctypes.CDLL(path)
    library = ctypes.PyDLL(path)
    if not is_thread_safe and hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled():
        _take_turns(library)
    return library


def _take_turns(library: Any) -> None:
    lock = RLock()
    plain = library._FuncPtr

    def alone(function: Any, *arguments: object) -> Any:
        with lock:
            return plain.__call__(function, *arguments)

    # ctypes reads these two from the class itself, not from what it is derived of.
    own = {"_flags_": plain._flags_, "_restype_": plain._restype_, "__call__": alone}
    library._FuncPtr = type("_FuncPtr", (plain,), own)


def lender(array: Any) -> Callable[[memoryview], tuple[Any, int]]:
    """Give what lends memory as arrays of no elements of the type ``array``."""
    from_buffer, from_address, addressof = array.from_buffer, array.from_address, ctypes.addressof

    def lend(memory: memoryview) -> tuple[Any, int]:
        if not memory.readonly:
            lent = from_buffer(memory)
            return lent, addressof(lent)
        # ctypes refuses read-only memory, so CPython is asked where it lies.
        held = _PY_BUFFER()
        _get_buffer(memory, held, _FULL_RO)
        # The memoryview itself holds the memory, so its own export may end here.
        address = held[0] or 0
        _release_buffer(held)
        return from_address(address), address

    return lend
