"""The modules of the targets: how imports find them, and working through each once."""

from __future__ import annotations

from fishplate.declarations import execute, limits, names
from fishplate.declarations.scope import Frame, Reading
from fishplate.declarations.source import Source, Unreadable, dotted
from fishplate.declarations.values import (
    Constant,
    External,
    Kind,
    Library,
    Module,
    Sequence,
    Unknown,
    Value,
)


class Project:
    """The sources by the names that imports use.

    Parameters
    ----------
    reading
        What is found is put there.
    sources
        The files.
    """

    def __init__(self, reading: Reading, sources: list[Source]) -> None:
        self._reading = reading
        self._modules: dict[str, Module] = {}
        self._libraries: dict[tuple[str, str], Library] = {}
        self._pythonapi = Library("pythonapi")
        self.sources: dict[str, Source] = {}
        self._packages: set[str] = set()
        for source in sources:
            self.sources.setdefault(source.module, source)
            parts = source.module.split(".")
            self._packages.update(".".join(parts[:count]) for count in range(1, len(parts)))
        reading.project = self

    def run(self, source: Source) -> Module:
        """Work through a file, unless that is done or under way."""
        module = self._modules.get(source.module)
        if module is not None and module.frame.source is source:
            return module
        if module is None:
            # Python runs a package before what is in it; that may import this very file.
            parent = source.module.rpartition(".")[0]
            if parent in self.sources:
                self.run(self.sources[parent])
            module = self._modules.get(source.module)
            if module is not None:
                return module
        frame = Frame(self._reading, source, None, None)
        frame.names["__name__"] = Kind("text")
        frame.names["__file__"] = Kind("text")
        made = Module(source.module, frame)
        self._modules.setdefault(source.module, made)
        self._execute(frame)
        package, _, name = source.module.rpartition(".")
        above = self._modules.get(package)
        if above is not None:
            # Importing a module makes it an attribute of its package.
            above.frame.names[name] = made
        return made

    def _execute(self, frame: Frame) -> None:
        reading, source = self._reading, frame.source
        # Another file's conditions are not this one's.
        state = reading.guards, reading.branches, reading.loops, reading.stack
        reading.guards, reading.branches, reading.loops, reading.stack = 0, 0, 0, []
        left = reading.budget.open(limits.MODULE_STEPS)
        try:
            if reading.budget.is_over():
                raise limits.BudgetExceeded
            if reading.budget.is_memory_full():
                size = limits.MEMORY_BYTES >> 20
                raise Unreadable(f"the files before it take {size} MiB of memory")
            execute.block(frame, source.tree.body)
        except Unreadable as error:
            note_file(reading, source, error.why, error.line, error.column)
        except limits.BudgetExceeded:
            note_file(reading, source, "it takes too long to work through; the rest is left out")
        except (RecursionError, MemoryError):
            note_file(reading, source, "it is nested too deeply, or too large")
        finally:
            reading.budget.close(left)
            reading.guards, reading.branches, reading.loops, reading.stack = state

    def has_run(self, source: Source) -> bool:
        """Whether a file has been worked through."""
        module = self._modules.get(source.module)
        return module is not None and module.frame.source is source

    def imported(self, path: str) -> Value:
        """What `import path` gives."""
        source = self.sources.get(path)
        if source is not None:
            return self.run(source)
        if path in self._packages:
            if path not in self._modules:
                empty = Source(path, path, b"", is_package=True)
                self._modules[path] = Module(path, Frame(self._reading, empty, None, None))
            return self._modules[path]
        return self.external(path)

    def attach(self, path: str) -> None:
        """Make each module of `import a.b.c` an attribute of its package, whatever stood there."""
        while "." in path:
            above, _, name = path.rpartition(".")
            module, package = self._modules.get(path), self._modules.get(above)
            if module is not None and package is not None:
                package.frame.names[name] = module
            path = above

    def member(self, path: str, name: str) -> Value:
        """What `from path import name` gives."""
        module = self.imported(path) if path else Unknown(path)
        if not isinstance(module, Module):
            if isinstance(module, External):
                return self.external(f"{path}.{name}")
            return Unknown(name)
        value = module.frame.names.get(name)
        if value is None:
            value = self.submodule(module, name)
        if value is None:
            # The package may import the file that asks, and be but half done.
            value = Unknown(name)
        return value

    def submodule(self, module: Module, name: str) -> Value | None:
        """A module in a package, which need not have been imported by name."""
        path = f"{module.name}.{name}"
        return self.imported(path) if path in self.sources or path in self._packages else None

    def star(self, path: str) -> dict[str, Value]:
        """What `from path import *` brings."""
        module = self.imported(path) if path else Unknown()
        if not isinstance(module, Module):
            return names.star(path)
        known = module.frame.names
        public = {name: value for name, value in known.items() if not name.startswith("_")}
        listed = known.get("__all__")
        if isinstance(listed, Sequence):
            for item in listed.items:
                if isinstance(item.value, Constant) and item.value.value in known:
                    public[item.value.value] = known[item.value.value]
        return public

    def absolute(self, source: Source, path: str, level: int) -> str:
        """The dotted name that an import of a file means."""
        if not level:
            return path
        parts = source.module.split(".")
        # A package's own file stands for the package.
        up = level - 1 if source.is_package else level
        if up > len(parts):
            return ""
        return dotted([*parts[: len(parts) - up], path])

    def library(self, name: str, convention: str) -> Library:
        """`cdll.name`."""
        key = (name, convention)
        if key not in self._libraries:
            self._libraries[key] = Library(name, convention)
            self._libraries[key].is_named = True
        return self._libraries[key]

    def external(self, path: str) -> Value:
        """What is not in the targets."""
        if path == "ctypes.pythonapi":
            return self._pythonapi
        value = names.external(path)
        if isinstance(value, External) and value.base is None and path in names.KNOWN:
            return External(path)
        return value


def note_file(reading: Reading, source: Source, why: str, line: int = 1, column: int = 1) -> None:
    """Say that a file, or the rest of it, is not read."""
    reading.unresolved[(source.path, line, "the file")] = {
        "what": "the file",
        "why": why,
        "span": source.place(line, column),
    }
