"""One Python file: its text, its tree, and places in it as people count them.

`ast` counts columns in bytes of UTF-8 from 0; places here are in code points from 1.
"""

from __future__ import annotations

import ast
import re

from fishplate.declarations import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from fishplate.declarations.model import Span

COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
NEWLINE = re.compile(r"\r\n?")
BLANKS = re.compile(r"\s+")
TOKEN = re.compile(rb"\w+|[^\w\s]")
# What may stand before the text of a string literal.
OPENING = re.compile(r"[rRbBuUfF]{0,2}('''|\"\"\"|'|\")")


class Unreadable(Exception):
    """A file that is not Python as this interpreter knows it; the text says why."""

    def __init__(self, why: str, line: int = 1, column: int = 1) -> None:
        super().__init__(why)
        self.why = why
        self.line = line
        self.column = column


class Source:
    """A file with its name as a module.

    Parameters
    ----------
    path
        The file, as findings show it.
    module
        Its dotted name, as other files import it.
    data
        Its bytes.
    is_package
        Whether it is an `__init__.py`.
    """

    __slots__ = ("_tree", "data", "is_package", "lines", "module", "path")

    def __init__(self, path: str, module: str, data: bytes, is_package: bool) -> None:
        self.path = path
        self.module = module
        self.data = data
        self.is_package = is_package
        self.lines: list[str] = []
        self._tree: ast.Module | None = None

    @property
    def tree(self) -> ast.Module:
        """The parsed file.

        Raises
        ------
        Unreadable
            If it does not parse.
        """
        if self._tree is None:
            text = NEWLINE.sub("\n", decode(self.data))
            self.lines = text.split("\n")
            self._tree = parse(text, self.data)
        return self._tree

    @property
    def is_parsed(self) -> bool:
        """Whether the file has been parsed."""
        return self._tree is not None

    def line(self, number: int) -> str:
        """A line by its number from 1; empty beyond the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def column(self, line: int, offset: int) -> int:
        """The column of an offset in bytes."""
        text = self.line(line)
        if text.isascii():
            return offset + 1
        return len(text.encode("utf-8", "replace")[:offset].decode("utf-8", "replace")) + 1

    def span(self, node: ast.AST) -> Span:
        """Where a node begins."""
        line: int = getattr(node, "lineno", 1)
        offset: int = getattr(node, "col_offset", 0)
        return {"file": self.path, "line": line, "column": self.column(line, offset)}

    def place(self, line: int, column: int) -> Span:
        """A place by its numbers."""
        return {"file": self.path, "line": line, "column": column}

    def spelling(self, node: ast.AST) -> str:
        """The text of a node, in one line."""
        first: int = getattr(node, "lineno", 0)
        last: int = getattr(node, "end_lineno", 0) or 0
        begin: int = getattr(node, "col_offset", 0)
        end: int = getattr(node, "end_col_offset", 0) or 0
        if not first or last < first:
            return ""
        if first == last and self.line(first).isascii():
            text = self.line(first)[begin:end]
        else:
            # A spelling is cut, so more lines than that are of no use.
            lines = [line.encode("utf-8", "replace") for line in self.lines[first - 1 : last][:40]]
            if last - first < len(lines):
                lines[-1] = lines[-1][:end]
            lines[0] = lines[0][begin:]
            text = b"\n".join(lines).decode("utf-8", "replace")
        text = BLANKS.sub(" ", text) if "\n" in text or "\t" in text else text
        if len(text) > limits.SPELLING_LENGTH:
            text = text[: limits.SPELLING_LENGTH - 1] + "…"
        return text

    def text_start(self, node: ast.AST) -> Span:
        """Where the text of a string literal begins, behind its quotes."""
        span = self.span(node)
        opening = OPENING.match(self.line(span["line"])[span["column"] - 1 :])
        if opening:
            span["column"] += opening.end()
        return span


def decode(data: bytes) -> str:
    """The text of a file, by its byte order mark or its coding comment, else UTF-8.

    Raises
    ------
    Unreadable
        If the bytes are not in that coding, or Python does not know it.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    coding = "utf-8"
    for line in data[:1000].split(b"\n", 2)[:2]:
        cookie = COOKIE.match(line)
        if cookie:
            coding = cookie[1].decode("ascii")
            break
        if line.strip() and not line.lstrip().startswith(b"#"):
            break
    try:
        return str(data, coding)
    except (UnicodeError, LookupError, ValueError) as error:
        why = " ".join(str(error).split())
        raise Unreadable(f"its bytes are not text in the coding `{coding}`: {why}") from None


def parse(text: str, data: bytes) -> ast.Module:
    """The tree of a file's text.

    Raises
    ------
    Unreadable
        If it does not parse, or would take too much memory.
    """
    is_large = len(data) > limits.TOKENS
    if is_large and sum(1 for _ in TOKEN.finditer(data)) > limits.TOKENS:
        raise Unreadable(f"it has more than {limits.TOKENS} words and signs")
    try:
        tree = compile(text, "<source>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError as error:
        message = " ".join(str(error.msg).split())
        raise Unreadable(
            f"it does not parse: {message}", max(error.lineno or 1, 1), max(error.offset or 1, 1)
        ) from None
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None
    except MemoryError:
        raise Unreadable("it is nested too deeply, or too large") from None
    except (ValueError, OverflowError, SystemError) as error:
        raise Unreadable(f"it does not parse: {error}") from None
    if not isinstance(tree, ast.Module):
        raise Unreadable("it does not parse")
    return tree


def dotted(parts: Sequence[str]) -> str:
    """A dotted name without empty parts."""
    return ".".join(part for part in parts if part)
