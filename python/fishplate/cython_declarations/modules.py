"""The modules that cimports and includes lead to: targets, their neighbours, and Cython's own.

What is not a target is read for its types alone. Only regular files below a package's own root,
among Cython's includes or among the installed packages are opened.
"""

from __future__ import annotations

import os
import stat

from fishplate.cython_declarations.parser import NotCython, Parser
from fishplate.cython_declarations.scope import Scope
from fishplate.declarations import limits
from fishplate.declarations.source import NEWLINE, Source, Unreadable, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fishplate.cython_declarations.parser import Node

INIT = "__init__"
# How many files that are no targets are read.
NEIGHBOURS = 2_000


class File:
    """A parsed file.

    Parameters
    ----------
    source
        The file.
    lines
        Its lines.
    tree
        Cython's tree of it.
    complaints
        What Cython has against parts of it.
    """

    __slots__ = ("complaints", "lines", "source", "tree")

    def __init__(
        self, source: Source, lines: list[str], tree: Node, complaints: list[NotCython]
    ) -> None:
        self.source = source
        self.lines = lines
        self.tree = tree
        self.complaints = complaints


class Modules:
    """Finds and parses files, each once.

    Parameters
    ----------
    parser
        Cython's parser.
    sources
        The targets.
    """

    def __init__(self, parser: Parser, sources: list[Source]) -> None:
        self._parser = parser
        self._targets = {source.path: source for source in sources}
        self._by_module: dict[tuple[str, str], Source] = {}
        for source in sources:
            self._by_module.setdefault((module_of(source), ending(source)), source)
        self._files: dict[str, File | NotCython] = {}
        self._scopes: dict[str, Scope | None] = {}
        self._neighbours = 0

    def file(self, source: Source) -> File:
        """A file's tree.

        Raises
        ------
        NotCython
            If it cannot be parsed.
        """
        known = self._files.get(source.path)
        if known is None:
            try:
                known = self._parse(source)
            except NotCython as error:
                known = error
            self._files[source.path] = known
        if isinstance(known, NotCython):
            raise known
        return known

    def _parse(self, source: Source) -> File:
        try:
            text = NEWLINE.sub("\n", decode(source.data))
        except Unreadable as error:
            raise NotCython(error.why) from None
        folder = os.path.dirname(source.path)
        # Cython wants the last line to end.
        tree, complaints = self._parser.parse(
            text if text.endswith("\n") else text + "\n",
            source.path,
            lambda name: self._included(folder, name),
        )
        return File(source, text.split("\n"), tree, complaints)

    def _included(self, folder: str, name: str) -> str | None:
        """The file of an `include`: one below the folder of the file that names it, on disk."""
        path = os.path.normpath(os.path.join(folder, name))
        is_below = os.path.realpath(path).startswith(os.path.realpath(folder or ".") + os.sep)
        return path if is_below and is_regular(path) else None

    def scope(self, source: Source) -> Scope:
        """The names of a file, with those of the `.pxd` beside it: they are one module."""
        known = self._scopes.get(source.path)
        if known is not None:
            return known
        module = module_of(source)
        scope = Scope(module, lambda name, level: self._cimported(source, name, level))
        self._scopes[source.path] = scope
        if ending(source) == "pyx":
            definition = self._definition(source, module)
            if definition is not None:
                self._add(scope, definition)
        self._add(scope, source)
        return scope

    def _add(self, scope: Scope, source: Source) -> None:
        try:
            scope.add(self.file(source).tree.body)
        except NotCython:
            # What is wrong with a target is said where it is read; a neighbour just has no names.
            return

    def _cimported(self, source: Source, name: str, level: int) -> Scope | None:
        package = module_of(source).split(".")
        if level:
            up = level - 1 if is_package(source) else level
            if up > len(package):
                return None
            parts = [*package[: len(package) - up], *([name] if name else [])]
            found = self._find(source, ".".join(parts))
        else:
            found = self._find(source, name)
            if found is None and len(package) > 1:
                # Older sources mean a module beside them.
                found = self._find(source, ".".join([*package[:-1], name]))
        return self.scope(found) if found is not None else None

    def _find(self, source: Source, module: str) -> Source | None:
        # Names come from a definition; where there is none, from a source that has them itself.
        return self._definition(source, module) or self._by_module.get((module, "pyx"))

    def _definition(self, source: Source, module: str) -> Source | None:
        found = self._by_module.get((module, "pxd"))
        if found is not None or not module:
            return found
        path = module.replace(".", os.sep)
        for folder in (root_of(source), self._parser.includes, *self._parser.folders):
            for name in (f"{path}.pxd", os.path.join(path, f"{INIT}.pxd")):
                found = self._open(os.path.join(folder, name), module)
                if found is not None:
                    return found
        return None

    def _open(self, path: str, module: str) -> Source | None:
        if path in self._targets:
            return self._targets[path]
        if self._neighbours >= NEIGHBOURS or not is_regular(path):
            return None
        self._neighbours += 1
        try:
            with open(path, "rb") as file:
                data = file.read(limits.FILE_BYTES)
        except OSError:
            return None
        source = Source(path, module, data, os.path.basename(path) == f"{INIT}.pxd")
        self._targets[path] = source
        self._by_module[(module, "pxd")] = source
        return source


def ending(source: Source) -> str:
    """The kind of a file."""
    return source.path.rpartition(".")[2]


def is_package(source: Source) -> bool:
    """Whether a file stands for its package."""
    return os.path.basename(source.path).startswith(f"{INIT}.")


def module_of(source: Source) -> str:
    """The module that a file belongs to."""
    return source.module.removesuffix(f".{INIT}")


def root_of(source: Source) -> str:
    """The folder that a file's module name starts from."""
    folder = os.path.dirname(source.path)
    parts = module_of(source).split(".")
    for _ in parts if is_package(source) else parts[1:]:
        folder = os.path.dirname(folder) if folder else os.pardir
    return folder or "."


def is_regular(path: str) -> bool:
    """Whether a path is a file that may be opened."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size <= limits.FILE_BYTES
