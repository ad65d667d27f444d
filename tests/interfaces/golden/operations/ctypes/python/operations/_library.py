"""What ctypes needs beside itself: one thread at a time, and memory lent to C."""

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


def take_turns(library: Any) -> None:
    """Let one thread at a time into a library that is not thread-safe.

    Where there is a GIL, that of `ctypes.PyDLL` is enough, and nothing is done.
    """
    if not hasattr(sys, "_is_gil_enabled") or sys._is_gil_enabled():
        return
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
