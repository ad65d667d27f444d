"""The command: reads the targets and prints one JSON document."""

from __future__ import annotations

import gc
import json
import sys
import warnings

from fishplate.declarations import cold, limits, natives, report, telling
from fishplate.declarations.project import Project
from fishplate.declarations.scan import BadTarget, scan
from fishplate.declarations.scope import Reading
from fishplate.declarations.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fishplate.declarations.model import Declarations, Unresolved

USAGE = "usage: declarations [--exclude GLOB]... TARGET..."


def main(arguments: list[str]) -> int:
    """Read the targets and print the document; 0, or 2 if a target cannot be looked at."""
    targets: list[str] = []
    excluded: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--exclude":
            excluded.append(next(rest, ""))
        elif argument.startswith("--exclude="):
            excluded.append(argument.partition("=")[2])
        elif argument == "--":
            targets.extend(rest)
        else:
            targets.append(argument)
    if not targets:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        told = read(targets, excluded)
    except BadTarget as error:
        print(f"fishplate: {error}", file=sys.stderr)
        return 2
    except MemoryError:
        print("fishplate: the targets need too much memory; give fewer of them", file=sys.stderr)
        return 2
    sys.stdout.buffer.write(encoded(told))
    return 0


def encoded(told: Declarations) -> bytes:
    """The document as JSON; a lone half of a surrogate pair has no UTF-8 and becomes `?`."""
    text = json.dumps(told, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8", "replace") + b"\n"


def read(targets: list[str], excluded: list[str] | None = None) -> Declarations:
    """The declarations of some targets, as the JSON document has them.

    Parameters
    ----------
    targets
        Folders, `.py` files, wheels and source archives.
    excluded
        Patterns of paths that are left out.

    Returns
    -------
    dict
        The document; `fishplate-model` describes it.

    Raises
    ------
    BadTarget
        If a target cannot be looked at.
    """
    found = scan(targets, excluded or [])
    left_out: list[Unresolved] = [
        {
            "what": "the file",
            "why": why,
            "span": {"file": path, "line": 1, "column": 1},
        }
        for path, why in found.left_out
    ]
    told = read_sources(found.sources, left_out)
    told["archives_hold_cython"] = found.holds_cython
    return told


def read_sources(sources: list[Source], left_out: list[Unresolved]) -> Declarations:
    """The declarations of some sources."""
    reading = Reading(limits.Budget())
    project = Project(reading, sources)
    was_enabled, limit = gc.isenabled(), sys.getrecursionlimit()
    # Trees have no cycles and live to the end; looking for some takes a quarter of the time.
    gc.disable()
    sys.setrecursionlimit(max(limit, limits.RECURSION))
    try:
        with warnings.catch_warnings():
            # What Python thinks of a target's escapes is not our matter.
            warnings.simplefilter("ignore")
            run(reading, project, sources)
        told = report.document(reading, sources, left_out)
    finally:
        sys.setrecursionlimit(limit)
        if was_enabled:
            gc.enable()
    return told


def run(reading: Reading, project: Project, sources: list[Source]) -> None:
    """Work through the files that tell something, then through what nobody calls in them."""
    for source in sources:
        if telling.FILE_WORDS.search(source.data):
            project.run(source)
    # What is imported has been worked through as well; what only calls is looked at by its calls.
    reading.telling.add_symbols(reading.natives)
    for source in sources:
        if not project.has_run(source):
            text = source.data.decode("utf-8", "replace")
            if reading.telling.judge(text):
                project.run(source)
    cold.run(reading)
    natives.note_nameless_helpers(reading)
    cold.look_for_addresses(reading, sources)
