"""Spells a type with the names that a file has at a place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from fishplate.placing.refused import Refused
from fishplate.placing.text import Edit, Text

CTYPES_NAME = re.compile(r"(?<![\w.])ctypes\.(\w+)")
OTHER_NAME = re.compile(r"(?<![\w.])(?!None\b)[^\W\d]\w*")


class Names:
    """The names that the top of a file binds, and where.

    Parameters
    ----------
    text
        The file.
    """

    def __init__(self, text: Text) -> None:
        self._text = text
        # A name of ctypes to what the file calls it, with the line from which on it does.
        self._direct: dict[str, tuple[str, int]] = {}
        self._modules: list[tuple[str, int]] = []
        self._star: int | None = None
        self._imports: list[ast.ImportFrom] = []
        # Every other name at the top, with the line behind which it is bound.
        self._others: dict[str, tuple[str, int]] = {}
        self._bound = bound_below(text.tree)
        self._taken = bound_anywhere(text.tree)
        self._wanted: dict[ast.ImportFrom, list[str]] = {}
        for statement in top(text.tree.body):
            self._learn(statement)

    def _learn(self, statement: ast.stmt) -> None:
        line = statement.end_lineno or statement.lineno
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name == "ctypes" or (
                    alias.name.startswith("ctypes.") and alias.asname is None
                ):
                    self._modules.append((alias.asname or "ctypes", line))
        elif isinstance(statement, ast.ImportFrom):
            self._learn_from(statement, line)
        elif isinstance(statement, ast.ClassDef):
            self._others.setdefault(statement.name, (statement.name, line))
        elif isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    self._others.setdefault(target.id, (target.id, line))

    def _learn_from(self, statement: ast.ImportFrom, line: int) -> None:
        is_ctypes = statement.module == "ctypes" and statement.level == 0
        for alias in statement.names:
            name = alias.asname or alias.name
            if not is_ctypes:
                self._others.setdefault(alias.name, (name, line))
            elif alias.name == "*":
                self._star = line
            else:
                self._direct.setdefault(alias.name, (name, line))
        if is_ctypes and statement.names[0].name != "*":
            self._imports.append(statement)

    def spell(self, full: str, line: int) -> str:
        """A type in the file's own names.

        Parameters
        ----------
        full
            The type with the names of ctypes in full.
        line
            The line in which it is to stand.

        Raises
        ------
        Refused
            If a name in it is not to be had there.
        """
        rest = CTYPES_NAME.sub("None", full)
        others = {name: self._other(name, line) for name in OTHER_NAME.findall(rest)}
        parts = []
        at = 0
        for found in CTYPES_NAME.finditer(full):
            parts += [in_own(full[at : found.start()], others), self._ctypes(found[1], line)]
            at = found.end()
        return "".join([*parts, in_own(full[at:], others)])

    def _ctypes(self, name: str, line: int) -> str:
        direct = self._direct.get(name)
        if direct and direct[1] < line and direct[0] not in self._bound:
            return direct[0]
        if self._star is not None and self._star < line and name not in self._taken:
            return name
        for module, since in self._modules:
            if since < line and module not in self._bound:
                return f"{module}.{name}"
        if direct is None and name not in self._taken:
            for statement in self._imports:
                if (statement.end_lineno or 0) < line:
                    wanted = self._wanted.setdefault(statement, [])
                    if name not in wanted:
                        wanted.append(name)
                    return name
        if not (self._direct or self._modules or self._star):
            raise Refused(f"the file does not import `ctypes`, so it has no name for `{name}`")
        raise Refused(f"the file has no sure name for `ctypes.{name}` in line {line}")

    def _other(self, name: str, line: int) -> str:
        own, since = self._others.get(name, ("", 0))
        if not own:
            raise Refused(f"the file has no `{name}`; import it first")
        if since >= line or own in self._bound:
            raise Refused(f"`{name}` is not there yet in line {line}, or is another thing")
        return own

    def edits(self) -> Iterator[Edit]:
        """What puts the names that were spelt and are not imported into an import."""
        for statement, wanted in self._wanted.items():
            place = self._text.end(statement.names[-1])
            yield Edit(place, place, "".join(f", {name}" for name in wanted))


def in_own(part: str, others: dict[str, str]) -> str:
    """A part of a type with the names of classes as the file has them."""
    return OTHER_NAME.sub(lambda found: others.get(found[0], found[0]), part)


def top(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when the file is imported, but for the bodies of classes."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If):
            if not is_for_checkers(statement.test):
                yield from top(statement.body)
            yield from top(statement.orelse)
        elif isinstance(statement, ast.Try):
            parts = (statement.body, statement.orelse, statement.finalbody)
            for part in (*parts, *(one.body for one in statement.handlers)):
                yield from top(part)
        elif isinstance(statement, ast.With):
            yield from top(statement.body)


def is_for_checkers(test: ast.expr) -> bool:
    """Whether a condition holds for type checkers alone."""
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return name == "TYPE_CHECKING"


def bound_below(tree: ast.Module) -> set[str]:
    """The names that a function or a class binds: there they hide those of the top."""
    names: set[str] = set()
    for scope in ast.walk(tree):
        if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            inside = scope.body if isinstance(scope.body, list) else [scope.body]
            for node in (one for part in inside for one in ast.walk(part)):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    names.add(node.id)
        if isinstance(scope, ast.arg):
            names.add(scope.arg)
    return names


def bound_anywhere(tree: ast.Module) -> set[str]:
    """Every name that the file gives a meaning of its own, wherever that is."""
    names = bound_below(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.alias):
            names.add(node.asname or node.name)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
    return names
