"""Cython's own parser: finding it, and the trees that it makes of texts.

It parses and does nothing else: no cimport is followed by Cython itself, an `include` is looked up
among what the caller gives, and `DEF` and `IF` see the names of the platform alone.
"""

from __future__ import annotations

import io
import os
import site
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType
    from typing import Any

    # A node of Cython's tree; Cython has no types.
    Node = Any

# The names that `DEF` and `IF` may use. Cython gives them Python's functions too, of which some
# never end on a number that is large enough.
PLATFORM = ("UNAME_SYSNAME", "UNAME_NODENAME", "UNAME_RELEASE", "UNAME_VERSION", "UNAME_MACHINE")
VENV = "pyvenv.cfg"


class NoCython(Exception):
    """The interpreter has no Cython that this reader knows."""


class NotCython(Exception):
    """A text that Cython's parser refuses; the text says why."""

    def __init__(self, why: str, line: int = 1, column: int = 1) -> None:
        super().__init__(why)
        self.why = why
        self.line = line
        self.column = column


def site_folders() -> list[str]:
    """The folders that installed packages lie in; nothing of them is run to find out.

    The interpreter runs without `site`, which would execute the `.pth` files of every package.
    """
    prefix = os.path.dirname(os.path.dirname(os.path.abspath(sys.executable)))
    prefixes = [sys.prefix, sys.exec_prefix]
    try:
        with open(os.path.join(prefix, VENV), encoding="utf-8") as file:
            settings = dict(line.partition("=")[::2] for line in file)
    except (OSError, ValueError):
        pass
    else:
        named = {name.strip(): value.strip().lower() for name, value in settings.items()}
        has_system = named.get("include-system-site-packages") == "true"
        prefixes = [prefix, *(prefixes if has_system else [])]
    found = site.getsitepackages(list(dict.fromkeys(prefixes)))
    return [folder for folder in found if os.path.isdir(folder)]


class Parser:
    """The parser of the Cython that is installed beside this interpreter.

    Parameters
    ----------
    folders
        Where packages lie.

    Raises
    ------
    NoCython
        If none of them has Cython, or it has another shape than the versions 3.0 to 3.3.
    """

    def __init__(self, folders: list[str]) -> None:
        home = next((one for one in folders if os.path.isdir(os.path.join(one, "Cython"))), None)
        if home is None:
            raise NoCython("it has no Cython")
        sys.path.append(home)
        try:
            from Cython.Compiler import (  # type: ignore[import-untyped, import-not-found, unused-ignore]
                Errors,
                Parsing,
                Scanning,
                TreeFragment,
            )
        except (ImportError, AttributeError, SyntaxError, TypeError, ValueError, OSError) as error:
            raise NoCython(f"its Cython does not load: {error}") from None
        finally:
            sys.path.remove(home)
        self.includes = os.path.join(home, "Cython", "Includes")
        self.folders = folders
        self._errors: ModuleType = Errors
        self._parsing: ModuleType = Parsing
        self._scanning: ModuleType = Scanning
        self._fragment: ModuleType = TreeFragment
        try:
            self.parse("cdef int probe(int) nogil\n", "probe.pxd", lambda _: None)
        except (NotCython, AttributeError, TypeError) as error:
            raise NoCython(f"its Cython is another than 3.0 to 3.3: {error}") from None

    def parse(
        self, text: str, path: str, include: Callable[[str], str | None]
    ) -> tuple[Node, list[NotCython]]:
        """The tree of a text, and what Cython has against parts of it.

        Parameters
        ----------
        text
            The source.
        path
            Its name in messages; its ending says what it is.
        include
            Gives the file that an `include` statement names; none for one that is not read.

        Raises
        ------
        NotCython
            If it has no tree.
        """
        errors, scanning = self._errors, self._scanning
        is_pxd = path.endswith(".pxd")
        context = self._fragment.StringParseContext("source")
        context.find_include_file = lambda name, *_, **__: include(name)
        # What only C++ has is parsed too, and told apart afterwards.
        context.cpp = True
        # Errors are collected, and the listing that Cython would print is not wanted.
        errors.init_thread()
        held = errors.hold_errors()
        try:
            source = scanning.StringSourceDescriptor(path, text)
            scope = context.find_module("source", pos=(source, 1, 0), need_pxd=False)
            scanner = scanning.PyrexScanner(
                io.StringIO(text),
                source,
                source_encoding="UTF-8",
                scope=scope,
                context=context,
                initial_pos=(source, 1, 0),
            )
            scanner.compile_time_env = self._platform_names()
            tree = self._parsing.p_module(scanner, is_pxd, "source")
        except errors.CompileError as error:
            raise told(error) from None
        finally:
            errors.release_errors(ignore=True)
        return tree, [told(error) for error in held if isinstance(error, errors.CompileError)]

    def _platform_names(self) -> Any:
        names = self._scanning.CompileTimeScope()
        for name, value in zip(PLATFORM, os.uname(), strict=True):
            names.declare(name, value)
        for name, constant in (("True", True), ("False", False), ("None", None)):
            names.declare(name, constant)
        return names


def told(error: Any) -> NotCython:
    """An error of Cython's in our words."""
    why = " ".join(str(getattr(error, "message_only", "") or error).split())
    place = getattr(error, "position", None)
    if not place:
        return NotCython(why)
    return NotCython(why, max(int(place[1]), 1), int(place[2]) + 1)


def children(node: Node) -> Iterator[Node]:
    """The nodes right below one, in the order of the source as far as Cython keeps it."""
    for name in getattr(node, "child_attrs", None) or ():
        child = getattr(node, name, None)
        if isinstance(child, list | tuple):
            yield from (one for one in child if hasattr(one, "child_attrs"))
        elif child is not None and hasattr(child, "child_attrs"):
            yield child


def kind_of(node: Node) -> str:
    """The name of a node's class: what this reader tells nodes apart by."""
    return type(node).__name__
