"""Reads what the kernel's stand-in was given: a library that records its arguments.

It has the kernel's name and prototypes, so whatever calls the kernel calls it instead.
"""

import ctypes
import struct
from typing import Any

from fishplate.worker.job import ProbeFunction


class Probe:
    """The library, once it is loaded.

    Parameters
    ----------
    library
        Its path; it must be the one that bindings find.
    functions
        The functions that it has, by their names in C.
    """

    def __init__(self, library: Any, functions: dict[str, ProbeFunction]) -> None:
        loaded = ctypes.CDLL(str(library))
        self._functions = functions
        self._calls = ctypes.c_long.in_dll(loaded, "fishplate_echo_calls")
        self._last = ctypes.c_long.in_dll(loaded, "fishplate_echo_function")
        self._record = (ctypes.c_ubyte * (1 << 16)).in_dll(loaded, "fishplate_echo_record")

    def forget(self) -> None:
        """Wait for a new call."""
        self._calls.value = 0
        self._last.value = -1

    def arguments(self, function: str) -> list[Any] | None:
        """Give what the last call of a function was given; pointers are addresses.

        None where there was no call of it since `forget`.
        """
        known = self._functions.get(function)
        if known is None or self._calls.value == 0 or self._last.value != known.number:
            return None
        found = []
        place = 0
        for code in known.codes:
            # Each argument stands behind the other, without gaps.
            size = struct.calcsize(f"@{code}")
            found.append(struct.unpack(f"@{code}", bytes(self._record[place : place + size]))[0])
            place += size
        return found
