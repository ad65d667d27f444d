"""A file as text, and where its parts lie in its bytes."""

from __future__ import annotations

import ast
import codecs
import re
from dataclasses import dataclass

from fishplate.declarations.source import COOKIE, Source, decode

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Edit:
    """A piece of the text, by its first and behind its last code point, and what it becomes."""

    start: int
    end: int
    text: str


class Text:
    """A file that parses.

    Parameters
    ----------
    path
        Its name, for messages.
    data
        Its bytes.

    Raises
    ------
    Unreadable
        If it is no Python.
    """

    def __init__(self, path: str, data: bytes) -> None:
        self.data = data
        self.whole = decode(data)
        self.source = Source(path, "", data, is_package=False)
        self.tree: ast.Module = self.source.tree
        self.coding = coding(data)
        lines = LINE.findall(self.whole)
        self._starts = [0]
        for line in lines:
            self._starts.append(self._starts[-1] + len(line))

    @property
    def is_utf8(self) -> bool:
        """Whether its bytes are UTF-8."""
        return codecs.lookup(self.coding).name == "utf-8"

    def start_of_line(self, line: int) -> int:
        """Where a line begins, from 1; the end of the text behind the last one."""
        return self._starts[min(line, len(self._starts)) - 1]

    def start(self, node: ast.AST) -> int:
        """Where a node begins."""
        span = self.source.span(node)
        return self.start_of_line(span["line"]) + span["column"] - 1

    def end(self, node: ast.AST) -> int:
        """Behind a node."""
        line: int = getattr(node, "end_lineno", 0) or 1
        offset: int = getattr(node, "end_col_offset", 0) or 0
        return self.start_of_line(line) + self.source.column(line, offset) - 1

    def of(self, node: ast.AST) -> str:
        """The text of a node."""
        return self.whole[self.start(node) : self.end(node)]

    def newline_at(self, index: int) -> str:
        """The line ending that is in use at a place."""
        behind = re.compile(r"\r\n|\r|\n").search(self.whole, index)
        if behind is None:
            before = re.findall(r"\r\n|\r|\n", self.whole[:index])
            return before[-1] if before else "\n"
        return behind[0]

    def edited(self, edits: list[Edit]) -> str:
        """The text with edits that lie apart, in order."""
        parts = []
        at = 0
        for edit in edits:
            parts += [self.whole[at : edit.start], edit.text]
            at = edit.end
        return "".join([*parts, self.whole[at:]])

    def byte(self, index: int) -> int:
        """Where a code point lies in the bytes."""
        first = len(BOM) if self.data.startswith(BOM) else 0
        return first + len(self.whole[:index].encode(self.coding))


def coding(data: bytes) -> str:
    """The coding of a file that is known to decode."""
    for line in data.removeprefix(BOM)[:1000].split(b"\n", 2)[:2]:
        cookie = COOKIE.match(line)
        if cookie:
            return cookie[1].decode("ascii")
        if line.strip() and not line.lstrip().startswith(b"#"):
            break
    return "utf-8"
