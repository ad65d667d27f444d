"""The command: reads the targets and prints one JSON document."""

from __future__ import annotations

import sys

from fishplate.cython_declarations import guard, nogil, places, prange
from fishplate.cython_declarations.externs import Externs
from fishplate.cython_declarations.modules import Modules
from fishplate.cython_declarations.parser import NoCython, NotCython, Parser, site_folders
from fishplate.declarations import limits
from fishplate.declarations.command import encoded
from fishplate.declarations.comments import CODE, IGNORE
from fishplate.declarations.scan import BadTarget, scan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from fishplate.cython_declarations.modules import File
    from fishplate.cython_declarations.parser import Node
    from fishplate.declarations.source import Source

USAGE = "usage: cython_declarations [--exclude GLOB]... TARGET..."
ENDINGS = (".pxd", ".pyx")
NO_CYTHON = 3
LISTS = (
    "functions",
    "records",
    "callbacks",
    "constants",
    "calls",
    "formats",
    "cdefs",
    "suspicions",
    "ignores",
    "unresolved",
)


def main(arguments: list[str]) -> int:
    """Read the targets and print the document; 2 for a bad target, 3 where there is no Cython."""
    targets: list[str] = []
    excluded: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument.startswith("--exclude="):
            excluded.append(argument.partition("=")[2])
        elif argument == "--":
            targets.extend(rest)
        else:
            targets.append(argument)
    if not targets:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        told: Any = read(targets, excluded)
    except BadTarget as error:
        print(f"fishplate: {error}", file=sys.stderr)
        return 2
    except NoCython as error:
        print(f"fishplate: {error}", file=sys.stderr)
        return NO_CYTHON
    sys.stdout.buffer.write(encoded(told))
    return 0


def read(
    targets: list[str], excluded: list[str] | None = None, folders: list[str] | None = None
) -> dict[str, Any]:
    """The declarations of some targets, as the JSON document has them.

    Parameters
    ----------
    targets
        Folders, `.pyx` and `.pxd` files, wheels and source archives.
    excluded
        Patterns of paths that are left out.
    folders
        Where packages lie, Cython among them; those of this interpreter by default.

    Raises
    ------
    BadTarget
        If a target cannot be looked at.
    NoCython
        If there is something to read and no Cython.
    """
    found = scan(targets, excluded or [], ENDINGS)
    told = empty()
    told["unresolved"] = [left_out(path, "it is not read", why) for path, why in found.left_out]
    if not found.sources:
        return told
    parser = Parser(folders if folders is not None else site_folders())
    reader = Reader(parser, found.sources)
    records: set[str] = set()
    for source, answer in zip(
        found.sources, guard.each(len(found.sources), reader.told), strict=True
    ):
        told["files"] += 1
        if isinstance(answer, guard.Lost):
            told["unresolved"].append(left_out(source.path, "the file", str(answer)))
            continue
        answer["records"] = [one for one in answer["records"] if one["name"] not in records]
        records |= {one["name"] for one in answer["records"]}
        for name in LISTS:
            told[name].extend(answer[name])
    return told


def empty() -> dict[str, Any]:
    """A document that tells nothing."""
    return {"version": 1, "files": 0, **{name: [] for name in LISTS}, "resolved_by_run": 0}


def left_out(path: str, what: str, why: str, line: int = 1, column: int = 1) -> dict[str, Any]:
    """A file, or a part of it, that is not understood."""
    return {"what": what, "why": why, "span": {"file": path, "line": line, "column": column}}


class Reader:
    """Reads one file after the other.

    Parameters
    ----------
    parser
        Cython's parser.
    sources
        The files.
    """

    def __init__(self, parser: Parser, sources: list[Source]) -> None:
        self._sources = sources
        self._modules = Modules(parser, sources)

    def told(self, index: int) -> dict[str, Any]:
        """What one file declares."""
        source = self._sources[index]
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, limits.RECURSION))
        try:
            return self._read(source)
        except NotCython as error:
            why = f"Cython does not parse it: {error.why}"
            wrong = left_out(source.path, "the file", why, error.line, error.column)
        except RecursionError:
            wrong = left_out(source.path, "the file", "it is nested too deeply")
        except MemoryError:
            wrong = left_out(source.path, "the file", "it needs too much memory")
        finally:
            sys.setrecursionlimit(limit)
        return {**empty(), "unresolved": [wrong]}

    def _read(self, source: Source) -> dict[str, Any]:
        file = self._modules.file(source)
        externs = Externs(file, self._modules.scope(source))
        externs.read()
        told = empty()
        told["functions"] = externs.functions
        told["records"] = externs.records
        told["callbacks"] = externs.callbacks
        told["constants"] = externs.constants
        told["unresolved"] = [
            left_out(source.path, "a statement", one.why, one.line, one.column)
            for one in file.complaints[: limits.NOTES]
        ] + externs.unresolved
        told["suspicions"] = [suspicion(nogil.CODE, *one) for one in nogil.lying(externs.seen)] + [
            suspicion(prange.CODE, *one) for one in prange.racing(file.tree)
        ]
        told["ignores"] = list(ignores(file))
        return told


def suspicion(code: str, node: Node, symbol: str, what: str) -> dict[str, Any]:
    """A pattern at a node."""
    while hasattr(node, "base") and hasattr(node.base, "pos") and hasattr(node, "args"):
        # A function is shown at its name.
        node = node.base
    return {"code": code, "symbol": symbol, "what": what, "span": places.span(node)}


def ignores(file: File) -> list[dict[str, Any]]:
    """The findings that the comments of a file silence."""
    found = []
    for number, line in enumerate(file.lines, 1):
        comment = IGNORE.search(line) if "fishplate:" in line else None
        if comment:
            codes = [code.strip() for code in (comment[1] or "").split(",")]
            place = file.source.place(number, comment.start() + 1)
            found.append({"codes": [one for one in codes if CODE.match(one)], "span": place})
    return found
