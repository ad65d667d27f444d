"""Where a node of Cython's tree stands, and what the source says there.

Cython counts columns from 0, and knows where a node begins but not where it ends.
"""

from __future__ import annotations

import re

from fishplate.cython_declarations.parser import kind_of
from fishplate.declarations import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fishplate.cython_declarations.parser import Node
    from fishplate.declarations.model import Span

BLANKS = re.compile(r"\s+")
# What ends a type that no name follows, outside of brackets.
ENDS = frozenset(",)]=:#")
OPENING, CLOSING = "([{", ")]}"


def span(node: Node) -> Span:
    """The place of a node: in the file itself, or in one that it includes."""
    file, line, column = node.pos
    path = getattr(file, "filename", None) or file.name
    return {"file": str(path), "line": line, "column": column + 1}


def line_of(node: Node) -> str:
    """The text of the line that a node begins in."""
    file, number, _ = node.pos
    lines = getattr(file, "codelines", None)
    if lines is None:
        lines = file.get_lines()
    return str(lines[number - 1]).rstrip("\n") if 0 < number <= len(lines) else ""


def word(node: Node, text: str) -> Span:
    """The place of a word at or behind a node's own, in its line."""
    place = span(node)
    found = re.search(rf"\b{re.escape(text)}\b", line_of(node)[place["column"] - 1 :])
    if found:
        place["column"] += found.start()
    return place


def spelling(base: Node, declarator: Node, is_result: bool = False) -> str:
    """The text of a type: from where it begins to the name, or to what ends it."""
    _, line, column = base.pos
    text = line_of(base)[column:]
    name = innermost(declarator)
    is_call = has_function(declarator) and not is_result
    if not is_call and name.name and name.pos[1] == line:
        text = text[: max(name.pos[2] - column, 0)]
    else:
        text = text[: end_of_type(text)]
    return BLANKS.sub(" ", text).strip()[: limits.SPELLING_LENGTH]


def end_of_type(text: str) -> int:
    """Where a type without a name ends, outside of brackets."""
    depth = 0
    for index, letter in enumerate(text):
        if depth == 0 and letter in ENDS:
            return index
        depth += (letter in OPENING) - (letter in CLOSING)
    return len(text)


def innermost(declarator: Node) -> Node:
    """The part of a declarator that has the name."""
    while kind_of(declarator) != "CNameDeclaratorNode":
        declarator = declarator.base
    return declarator


def has_function(declarator: Node) -> bool:
    """Whether some part of a declarator is a function."""
    node = declarator
    while kind_of(node) != "CNameDeclaratorNode":
        if kind_of(node) == "CFuncDeclaratorNode":
            return True
        node = node.base
    return False
