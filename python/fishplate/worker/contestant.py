"""Loads contestants: each becomes a plain callable, all over one kernel."""

import ctypes
import importlib
import importlib.util
import os
import site
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from fishplate.worker import linux
from fishplate.worker.job import Group, Job, Row

C_TYPES: dict[str, Any] = {
    "bool": ctypes.c_bool,
    "int8": ctypes.c_int8,
    "int16": ctypes.c_int16,
    "int32": ctypes.c_int32,
    "int64": ctypes.c_int64,
    "uint8": ctypes.c_uint8,
    "uint16": ctypes.c_uint16,
    "uint32": ctypes.c_uint32,
    "uint64": ctypes.c_uint64,
    "float32": ctypes.c_float,
    "float64": ctypes.c_double,
}


class WrongKernel(Exception):
    """Another library than the workload's own would be measured."""


def load_kernel(job: Job) -> None:
    """Load the kernel before anybody else does: later loads by its name find this very object.

    Raises
    ------
    WrongKernel
        If a binding that names the library, or a function of it, would find another: the
        interpreter may have loaded one of that name itself.
    """
    if job.kernel is None:
        return
    kernel = ctypes.CDLL(os.fspath(job.kernel))
    if job.kernel_name:
        found = ctypes.CDLL(job.kernel_name, mode=os.RTLD_NOW)
        if found._handle != kernel._handle:
            raise WrongKernel(
                f"another library called `{job.kernel_name}` is loaded already or found first, and "
                f"bindings would call that one instead of {job.kernel}: give yours another name, "
                "or measure the one that is loaded"
            )
    everywhere = ctypes.CDLL(None)
    for group in job.groups:
        own, other = _address(kernel, group.function), _address(everywhere, group.function)
        if None not in (own, other) and own != other:
            raise WrongKernel(
                f"this Python has a function `{group.function}` of its own, and bindings would "
                f"call that one instead of the one in {job.kernel}: rename yours"
            )


def _address(library: ctypes.CDLL, name: str) -> int | None:
    try:
        return ctypes.cast(getattr(library, name), ctypes.c_void_p).value
    except AttributeError:
        return None


def load_drive(job: Job) -> ModuleType:
    """Import the workload's `drive.py` from its path."""
    spec = importlib.util.spec_from_file_location("drive", job.drive)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot import {job.drive}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def of_drive(drive: ModuleType, contestant: str, function: str) -> Callable[..., Any]:
    """Give a contestant's function for a C function: `python_add`, else `python`."""
    found = getattr(drive, f"{contestant}_{function}", None)
    chosen: Callable[..., Any] = getattr(drive, contestant) if found is None else found
    return chosen


def look(drive: ModuleType, answer: Any) -> Any:
    """Give what is compared of an answer; `look` of a `drive.py` reads it from what rows make."""
    found = getattr(drive, "look", None)
    return answer if found is None else found(answer)


def load(row: Row, group: Group, drive: ModuleType) -> Callable[..., Any]:
    """Give the row's Python function; a native row has none (see `NativeLoop`)."""
    if row.kind == "drive":
        found: Any = of_drive(drive, row.function, group.function)
    else:
        make_importable(row)
        found = importlib.import_module(row.module)
        for name in row.function.split("."):
            found = getattr(found, name)
    if not callable(found):
        raise TypeError(f"`{row.function}` of `{row.module or 'drive.py'}` is not callable")
    function: Callable[..., Any] = found
    return function


def make_importable(row: Row) -> None:
    """Let Python look for the row's module where it is.

    Such folders come last, so that a package cannot hide a module that others need.
    """
    for folder in [row.folder, *row.folders]:
        if folder and folder not in sys.path:
            sys.path.append(folder)
    for folder in row.sites:
        if folder not in sys.path:
            # Packages that are installed as links to their sources are found by `.pth` files.
            site.addsitedir(folder)


def assert_one_kernel(job: Job) -> None:
    """Raise `WrongKernel` unless exactly the workload's own library is mapped.

    A row whose kernel is in its own module calls none of it; that it is mapped is our doing.
    An existing binding may have brought a library of the same name: that is its own affair.
    """
    rows = (row for group in job.groups for row in group.rows)
    if job.kernel is None or any(row.kind == "existing" for row in rows):
        return
    kernel = job.kernel.resolve()
    found = linux.mapped_files(kernel.name)
    if found != {kernel}:
        listed = ", ".join(sorted(str(path) for path in found)) or "none"
        raise WrongKernel(f"expected only {job.kernel} to be mapped; found: {listed}")


class NativeLoop:
    """The kernel called in a loop that is itself compiled C, and that reads the clock itself."""

    def __init__(self, row: Row, group: Group) -> None:
        self._arguments = group.arguments
        library = ctypes.CDLL(row.folder)
        self._loop = getattr(library, row.function)
        self._loop.restype = ctypes.c_uint64
        kinds = {
            "buffer": ctypes.c_void_p,
            "text": ctypes.c_char_p,
            "length": ctypes.c_int64,
            "size": ctypes.c_int64,
        }
        self._loop.argtypes = [ctypes.c_uint64, ctypes.c_int] + [
            kinds.get(argument.kind) or C_TYPES[argument.dtype]
            for argument in group.arguments
            if argument.kind != "literal"
        ]
        self._sink = None
        if group.result is not None:
            self._sink = C_TYPES[group.result].in_dll(library, row.sink)

    def bind(self, values: dict[str, Any]) -> Callable[[int, int], int]:
        """Give a function of the number of calls and the clock, with the arguments fixed.

        One call goes before those that are counted.

        Parameters
        ----------
        values
            The Python value of each visible argument, arrays for the buffers.
        """
        fixed: list[Any] = []
        for argument in self._arguments:
            if argument.kind == "buffer":
                fixed.append(values[argument.name].ctypes.data)
            elif argument.kind == "length":
                fixed.append(len(values[argument.of]))
            elif argument.kind == "text":
                # Such a pointer keeps its bytes alive.
                fixed.append(ctypes.c_char_p(values[argument.name].encode()))
            elif argument.kind in ("scalar", "size"):
                fixed.append(values[argument.name])
        loop = self._loop

        def run(loops: int, clock: int) -> int:
            elapsed: int = loop(loops, clock, *fixed)
            return elapsed

        return run

    def answer(self) -> Any:
        """Give what the last call gave."""
        return None if self._sink is None else self._sink.value
