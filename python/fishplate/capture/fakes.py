"""Libraries that are not there: each has every function, and each function does nothing.

The functions are real ones of ctypes, so that ctypes itself refuses what it always refuses; behind
each is one of the C library that takes nothing and gives 0. A version probe therefore reads 0 and
leaves its out-parameters as they were. Only what the targets load is replaced.
"""

from __future__ import annotations

import _ctypes
import builtins
import ctypes
import ctypes.util
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from fishplate.capture.recording import Recording

# POSIX: takes nothing, gives 0, changes nothing that lasts.
HARMLESS = "sched_yield"
SET = ("argtypes", "restype", "errcheck")
OWN = ("_flags_", "_argtypes_", "_restype_")
LOADERS = ("CDLL", "PyDLL", "WinDLL", "OleDLL")
PROTOTYPES = ("CFUNCTYPE", "PYFUNCTYPE", "WINFUNCTYPE")


def install(recording: Recording) -> None:
    """Put the fakes in the place of ctypes' loaders."""
    process = ctypes.CDLL(None)
    loaders = {
        getattr(ctypes, name): library_class(getattr(ctypes, name), process, recording)
        for name in LOADERS
        if hasattr(ctypes, name)
    }
    for name in LOADERS:
        if hasattr(ctypes, name):
            setattr(ctypes, name, loaders[getattr(ctypes, name)])
    for name in ("cdll", "pydll", "windll", "oledll"):
        loader = getattr(ctypes, name, None)
        if loader is not None:
            loader._dlltype = loaders[loader._dlltype]
    for name in PROTOTYPES:
        if hasattr(ctypes, name):
            setattr(ctypes, name, prototypes(getattr(ctypes, name), process, recording))
    find = ctypes.util.find_library

    def find_library(name: str) -> str | None:
        return f"lib{name}.so" if recording.places.chain() else find(name)

    ctypes.util.find_library = find_library
    watch_classes(recording)


def label_of(library: Any) -> str:
    """The word for a library: its file's name."""
    return os.path.basename(str(library._name or ""))


def is_fake(library: Any) -> bool:
    """Whether a library is one of ours."""
    return getattr(type(library), "is_fake_of_fishplate", False) and library.is_fake


def pointer_class(base: type[Any], process: Any, recording: Recording, body: dict[str, Any]) -> Any:
    """A class of function pointers that finds every name in our libraries."""
    plain: Any = base
    set_plainly = plain.__setattr__

    def new(cls: type[Any], *arguments: Any) -> Any:
        first = arguments[0] if arguments else None
        if not (isinstance(first, tuple) and len(first) == 2 and is_fake(first[1])):
            return base.__new__(cls, *arguments)
        name, library = first
        pointer = base.__new__(cls, (HARMLESS, process), *arguments[1:])
        if isinstance(name, bytes):
            name = name.decode("latin-1")
        if isinstance(name, str):
            function = recording.looked_up(pointer, name, label_of(library))
            if getattr(cls, "_argtypes_", None) is not None:
                # A prototype brings its types along.
                recording.is_set(pointer, "argtypes")
                recording.is_set(pointer, "restype")
                function.is_told = False
        return pointer

    def set_attribute(pointer: Any, name: str, value: Any) -> None:
        set_plainly(pointer, name, value)
        if name in SET:
            recording.is_set(pointer, name)

    names = {"__new__": new, "__setattr__": set_attribute, **body}
    return type(base.__name__, (base,), names)


def library_class(real: type[Any], process: Any, recording: Recording) -> type[Any]:
    """A loader that opens nothing for the targets, and what it is told to for others."""
    flags = real._func_flags_
    body = {"_flags_": flags, "_restype_": real._func_restype_}
    pointer = pointer_class(_ctypes.CFuncPtr, process, recording, body)

    class Library(real):  # type: ignore[misc]
        is_fake_of_fishplate = True

        def __init__(self, name: Any = None, *arguments: Any, **named: Any) -> None:
            self.is_fake = bool(recording.places.chain())
            if not self.is_fake:
                super().__init__(name, *arguments, **named)
                return
            self._name = name
            self._handle = process._handle
            self._FuncPtr = pointer

    Library.__name__ = Library.__qualname__ = real.__name__
    return Library


def prototypes(
    real: Callable[..., type[Any]], process: Any, recording: Recording
) -> Callable[..., type[Any]]:
    """A maker of function types whose functions are found in our libraries."""
    made: dict[type[Any], type[Any]] = {}

    def prototype(*arguments: Any, **named: Any) -> type[Any]:
        kind = real(*arguments, **named)
        if kind not in made:
            # ctypes looks for these in the class itself, not in what it derives from.
            body = {name: vars(kind)[name] for name in OWN if name in vars(kind)}
            made[kind] = pointer_class(kind, process, recording, body)
        return made[kind]

    return prototype


def watch_classes(recording: Recording) -> None:
    """Note the line of each record class when its body has been run."""
    build: Callable[..., Any] = builtins.__build_class__
    records = (_ctypes.Structure, _ctypes.Union)

    def build_class(body: Any, name: str, *bases: Any, **named: Any) -> Any:
        made = build(body, name, *bases, **named)
        if isinstance(made, type) and issubclass(made, records):
            code = body.__code__
            shown = recording.places.shown(code.co_filename)
            if shown is not None:
                recording.made_class(made, shown, code.co_firstlineno)
        return made

    setattr(builtins, build.__name__, build_class)
