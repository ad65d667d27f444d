"""Comments to fishplate: those that silence findings, and those of generated modules."""

from __future__ import annotations

import io
import re
import tokenize

from fishplate.declarations.scope import Reading
from fishplate.declarations.source import Source
from fishplate.declarations.values import Native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from fishplate.declarations.model import Ignore, Span

IGNORE = re.compile(r"#\s*fishplate:\s*ignore\b(?:\s*\[([^\]]*)\])?")
# What a generated ctypes module says where it checks C `int` parameters by itself.
LEFT_OUT = re.compile(r"#\s*fishplate:\s*argtypes left out\b")
NO_ARGTYPES = "FP111"
# How far above its comment the declaration may stand.
NEAR_LINES = 4
CODE = re.compile(r"[A-Z]+\d+\Z")


def ignores(reading: Reading, source: Source) -> Iterator[Ignore]:
    """The findings that the comments of a file silence."""
    if b"fishplate:" not in source.data:
        return
    for line, column, text in comments(source):
        found = IGNORE.search(text)
        if found:
            codes = [code.strip() for code in (found[1] or "").split(",")]
            place = source.place(line, column + found.start())
            yield {"codes": [code for code in codes if CODE.match(code)], "span": place}
        elif LEFT_OUT.search(text):
            above = declaration_above(reading, source, line)
            if above is not None:
                yield {"codes": [NO_ARGTYPES], "span": above}


def comments(source: Source) -> Iterator[tuple[int, int, str]]:
    """The comments of a file with their places."""
    lines = iter([line + "\n" for line in source.lines])
    try:
        for token in tokenize.generate_tokens(lambda: next(lines, "")):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.start[1] + 1, token.string
    except (tokenize.TokenError, SyntaxError, ValueError, RecursionError, io.UnsupportedOperation):
        # The file has been parsed, so this is rare; what came before is kept.
        return


def declaration_above(reading: Reading, source: Source, line: int) -> Span | None:
    """The place of the declaration right above a comment."""
    best: tuple[int, Native] | None = None
    for native in reading.natives:
        place = native.first_set
        if place is None or place.source is not source:
            continue
        number: int = getattr(place.node, "lineno", 0)
        if line - NEAR_LINES <= number <= line and (best is None or number > best[0]):
            best = number, native
    if best is None or best[1].first_set is None:
        return None
    return source.span(best[1].first_set.node)
