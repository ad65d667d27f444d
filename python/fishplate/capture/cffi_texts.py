"""What CFFI is given: C text, and libraries that are opened by it.

CFFI need not be installed; it is changed when a target imports it, and not before.
"""

from __future__ import annotations

import importlib.abc
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

    from fishplate.capture.plain_json import Json
    from fishplate.capture.recording import Recording

CFFI = "cffi.api"


class Library:
    """A library that CFFI opened: each of its functions takes anything and gives 0."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *arguments: 0


class Finder(importlib.abc.MetaPathFinder):
    """Changes CFFI as soon as it has been imported.

    Parameters
    ----------
    recording
        Where its C text goes.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec of CFFI's own module, from the other finders; none for any other."""
        if fullname != CFFI:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(fullname, path, target)
            if spec is not None and spec.loader is not None:
                self._watch(spec.loader)
                return spec
        return None

    def _watch(self, loader: Any) -> None:
        run = loader.exec_module

        def run_and_change(module: ModuleType) -> None:
            run(module)
            change(module, self._recording)

        loader.exec_module = run_and_change


def watch(recording: Recording) -> None:
    """Wait for CFFI."""
    sys.meta_path.insert(0, Finder(recording))


def change(module: Any, recording: Recording) -> None:
    """Note the C text of each `FFI`, and let it open any library."""
    ffi = module.FFI
    kept: list[Any] = []
    cdef, dlopen, set_source = ffi.cdef, ffi.dlopen, ffi.set_source

    def noted_cdef(self: Any, csource: str, *arguments: Any, **named: Any) -> Any:
        chain = recording.places.chain()
        if chain:
            pack = 1 if named.get("packed") else named.get("pack")
            text: dict[str, Json] = {
                "text": str(csource),
                "ffi": id(self),
                "pack": pack if isinstance(pack, int) else None,
                "is_verified": False,
                "chain": chain,
            }
            recording.cdefs.append(text)
            # The list keeps the object, so that no other gets its number.
            kept.append(self)
            vars(self).setdefault("_texts_of_fishplate", []).append(text)
        return cdef(self, csource, *arguments, **named)

    def noted_source(
        self: Any, module_name: str, source: Any, *arguments: Any, **named: Any
    ) -> Any:
        for text in vars(self).get("_texts_of_fishplate", []):
            text["is_verified"] = source is not None
        return set_source(self, module_name, source, *arguments, **named)

    def opened(self: Any, name: Any, flags: int = 0) -> Any:
        return Library() if recording.places.chain() else dlopen(self, name, flags)

    ffi.cdef, ffi.dlopen, ffi.set_source = noted_cdef, opened, noted_source
