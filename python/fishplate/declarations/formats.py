"""Formats of the `struct` module, and the C record that a comment or a name says they stand for."""

from __future__ import annotations

import ast
import re

from fishplate.declarations.scope import Frame
from fishplate.declarations.source import Source
from fishplate.declarations.values import UNKNOWN_BYTES, UNKNOWN_INT, Constant, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fishplate.declarations.calls import Arguments

FUNCTIONS = ("Struct", "calcsize", "iter_unpack", "pack", "pack_into", "unpack", "unpack_from")
COMMENT = re.compile(r"#.*?\b(?:struct|union)\s+([A-Za-z_]\w*)")
NAME = re.compile(r"_*([A-Za-z]\w*?)_(?:struct|format|fmt)\Z", re.IGNORECASE)
SHAPE = re.compile(r"[@=<>!]?[\s\dxcbB?hHiIlLqQnNefdspP]*\Z")


def used(frame: Frame, arguments: Arguments) -> Value:
    """A call of a function of `struct`; its format is a fact."""
    item = arguments.get(0, "format")
    node = arguments.node
    value = item.value if item else None
    if isinstance(value, Constant) and isinstance(value.value, (str, bytes)):
        text = value.value if isinstance(value.value, str) else value.value.decode("latin-1")
        if SHAPE.match(text):
            note(frame, text, node)
    function = node.func if isinstance(node, ast.Call) else node
    name = getattr(function, "attr", None) or getattr(function, "id", "")
    if name == "calcsize":
        return UNKNOWN_INT
    return UNKNOWN_BYTES if name == "pack" else frame.unknown(node)


def note(frame: Frame, text: str, node: ast.AST) -> None:
    """Note a format, once for a call."""
    frame.reading.formats.setdefault(
        id(node),
        {
            "format": text,
            "record": commented(frame.source, node),
            "span": frame.source.span(node),
        },
    )


def commented(source: Source, node: ast.AST) -> str | None:
    """The record that a comment on a line of the call, or on the line before, names."""
    first: int = getattr(node, "lineno", 1)
    last: int = getattr(node, "end_lineno", None) or first
    for number in [*range(first, min(last, first + 8) + 1), first - 1]:
        line = source.line(number)
        found = COMMENT.search(line) if "#" in line else None
        if found and (number >= first or line.lstrip().startswith("#")):
            return found[1]
    return None


def name_format(frame: Frame, name: str, node: ast.Assign | ast.AnnAssign) -> None:
    """Take the record from the name that `Struct(...)` is given, if it says one."""
    told = frame.reading.formats.get(id(node.value))
    found = NAME.match(name)
    if told is not None and told["record"] is None and found:
        told["record"] = found[1]
