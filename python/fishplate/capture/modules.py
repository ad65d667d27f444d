"""Imports the modules of the targets, one after the other, and says what became of each.

A module that fails is said and the next one is tried; what it declared before it failed stands.
"""

from __future__ import annotations

import fnmatch
import importlib
import importlib.util
import os
import sys
import types

from fishplate.declarations import telling
from fishplate.declarations.scan import scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType, TracebackType

    from fishplate.capture.channel import Channel
    from fishplate.capture.places import Places
    from fishplate.capture.plain_json import Json
    from fishplate.capture.recording import Recording
    from fishplate.declarations.source import Source

MESSAGE_LENGTH = 300
RECURSION = 1000
MAIN = "__main__"
# A tracing function that a module leaves would be called in ours.
_stop_tracing, _stop_profiling, _set_recursion = sys.settrace, sys.setprofile, sys.setrecursionlimit


def found(targets: list[tuple[str, str]], excluded: list[str]) -> dict[str, Source]:
    """The files of the targets, each by what the report calls it.

    Parameters
    ----------
    targets
        Each as the report calls it, and its path.
    excluded
        Patterns of the former that are left out.
    """
    files: dict[str, Source] = {}
    for name, top in targets:
        for source in scan([top], []).sources:
            inner = os.path.relpath(source.path, top)
            shown = name if inner == "." else os.path.join(name, inner)
            if not is_excluded(shown, name, excluded):
                files[shown] = source
    return files


def is_excluded(shown: str, top: str, excluded: list[str]) -> bool:
    """Whether a pattern leaves a file out, or a folder of the target that it is in."""
    path = shown
    while len(path) > len(top) or path == shown:
        for pattern in excluded:
            if fnmatch.fnmatch(path, pattern) or fnmatch.fnmatch(path + os.sep, pattern):
                return True
        path = os.path.dirname(path)
    return False


def chosen(files: dict[str, Source], done: set[str]) -> dict[str, Source]:
    """The files that are imported for their own sake: those that tell something, and no program.

    The packages that they are in come before them, so that each answers for itself.
    """
    wanted: set[str] = set()
    for source in files.values():
        name = source.module
        if name.rpartition(".")[2] != MAIN and telling.FILE_WORDS.search(source.data):
            parts = name.split(".")
            wanted.update(".".join(parts[:count]) for count in range(1, len(parts) + 1))
    ordered = sorted(files.items(), key=lambda item: (item[1].module, item[0]))
    return {
        shown: source for shown, source in ordered if source.module in wanted and shown not in done
    }


def root_of(source: Source) -> str:
    """The folder from which a file is imported."""
    folder = os.path.dirname(os.path.abspath(source.path))
    depth = source.module.count(".") + (1 if source.is_package else 0)
    for _ in range(depth):
        folder = os.path.dirname(folder)
    return folder


class Importer:
    """Imports, and tells what came of it.

    Parameters
    ----------
    channel
        Where it is told.
    recording
        What was declared meanwhile.
    places
        Knows the lines of the targets.
    """

    def __init__(self, channel: Channel, recording: Recording, places: Places) -> None:
        self._channel = channel
        self._recording = recording
        self._places = places
        self._failed: set[str] = set()
        self._home: set[str] = set()
        self.modules: dict[str, ModuleType] = {}

    def run(self, files: dict[str, Source]) -> None:
        """Import each file."""
        for shown, source in files.items():
            self.one(shown, source)

    def has_failed_package(self, module: str) -> bool:
        """Whether a package that a module is in failed, which may be why the module fails."""
        return any(module.startswith(f"{failed}.") for failed in self._failed)

    def stand_in(self, source: Source) -> None:
        """Put an empty package in the place of one that failed, so that its modules can be had."""
        if source.is_package and source.module not in sys.modules:
            package = types.ModuleType(source.module)
            package.__path__ = [os.path.dirname(os.path.abspath(source.path))]
            sys.modules[source.module] = package

    def one(self, path: str, source: Source) -> None:
        """Import one file."""
        tell = self._channel.tell
        tell({"begin": path, "module": source.module})
        error: BaseException | None = None
        try:
            self.modules[path] = self.load(source)
        except BaseException as raised:  # noqa: BLE001  Whatever it is, it is told.
            error = raised
        _stop_tracing(None)
        _stop_profiling(None)
        _set_recursion(RECURSION)
        if error is not None:
            if not self.has_failed_package(source.module):
                tell({"failed": path, **self.told_error(error)})
            self._failed.add(source.module)
            self.stand_in(source)
        written = self.written()
        if written:
            tell({"wrote": path, "names": written})
        tell({"facts": self._recording.portion()})
        tell({"done": path})

    def load(self, source: Source) -> ModuleType:
        """The module of a file, imported as its own project would."""
        root, name = root_of(source), source.module
        if root not in sys.path:
            sys.path.insert(0, root)
        path = os.path.abspath(source.path)
        package, _, _ = name.partition(".")
        if package != name and package not in sys.modules:
            self.load_file(package, os.path.join(root, package, "__init__.py"))
        known = sys.modules.get(name)
        if known is None and package != name:
            known = importlib.import_module(name)
        if getattr(known, "__file__", None) == path and known is not None:
            return known
        return self.load_file(name, path)

    def load_file(self, name: str, path: str) -> ModuleType:
        """The module of a path; the folder that it lies in need not be readable."""
        is_package = os.path.basename(path) == "__init__.py"
        inside = [os.path.dirname(path)] if is_package else None
        spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=inside)
        if spec is None or spec.loader is None:
            raise ImportError(f"{path} is no module")
        # Another module may have the name: a standard one, or one of another folder.
        known = sys.modules.get(name)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except BaseException:
            sys.modules.pop(name, None)
            raise
        finally:
            if known is not None:
                sys.modules[name] = known
        return module

    def told_error(self, error: BaseException) -> dict[str, Json]:
        """What an exception says, and the innermost line of the targets that it came through."""
        try:
            message = str(error)[:MESSAGE_LENGTH]
        except BaseException:  # noqa: BLE001  The exception is the module's own.
            message = ""
        line = self.innermost(error.__traceback__)
        return {
            "kind": type(error).__name__,
            "message": message,
            "is_missing": isinstance(error, ImportError),
            "is_memory": isinstance(error, MemoryError),
            "line": line,
        }

    def innermost(self, trace: TracebackType | None) -> Json:
        """The innermost place of the targets in a traceback."""
        found: Json = None
        for _ in range(1000):
            if trace is None:
                break
            shown = self._places.shown(trace.tb_frame.f_code.co_filename)
            if shown is not None:
                found = (shown, trace.tb_lineno, 0)
            trace = trace.tb_next
        return found

    def written(self) -> list[Json]:
        """What is new in the home folder, which is empty in the beginning."""
        home = os.environ.get("HOME")
        if home is None:
            return []
        try:
            new = sorted(set(os.listdir(home)) - self._home)
        except OSError:
            return []
        self._home.update(new)
        return [*new[:8]]
