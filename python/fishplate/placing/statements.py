"""Finds the expressions and statements that a fix changes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fishplate.placing.refused import Refused
from fishplate.placing.text import Edit, Text

SETTINGS = {"argtypes", "errcheck"}
SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr)


def instead(text: Text, line: int, column: int, old: str, new: str) -> Edit:
    """The edit that puts a type in the place of another.

    Raises
    ------
    Refused
        If that place does not hold that type as an expression of its own.
    """
    for parent in ast.walk(text.tree):
        for node in ast.iter_child_nodes(parent):
            if not isinstance(node, ast.expr) or getattr(node, "lineno", 0) != line:
                continue
            if text.source.span(node)["column"] == column and text.source.spelling(node) == old:
                is_part = isinstance(parent, (ast.BinOp, ast.Attribute, ast.Subscript)) or (
                    isinstance(parent, ast.Call) and parent.func is node
                )
                bracketed = f"({new})" if is_part and " * " in new else new
                return Edit(text.start(node), text.end(node), bracketed)
    raise Refused(
        f"`{old}` does not stand there as such: it is made elsewhere, or the file has changed"
    )


def attribute(text: Text, line: int, column: int, symbol: str, name: str, new: str) -> Edit:
    """The edit that sets an attribute of a function beside what is set or called there.

    Raises
    ------
    Refused
        If no statement of that place is about this function alone.
    """
    place = text.start_of_line(line) + column - 1
    for block in blocks(text.tree):
        for index, statement in enumerate(block):
            if not text.start(statement) <= place < text.end(statement):
                continue
            base = base_of_setting(statement)
            if base is not None and is_of(base, symbol, block[:index]):
                written = f"{one_line(text, base)}.{name} = {new}"
                return behind(text, statement, written)
            used = used_at_top(text, block, statement, symbol)
            if used is not None:
                written = f"{one_line(text, used)}.{name} = {new}"
                return before(text, statement, written)
    raise Refused(
        f"no assignment there is about `{symbol}` alone; set its `{name}` where it is declared"
    )


def base_of_setting(statement: ast.stmt) -> ast.expr | None:
    """`lib.f` of `lib.f.argtypes = ...`."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    if isinstance(target, ast.Attribute) and target.attr in SETTINGS:
        return target.value
    return None


def is_of(base: ast.expr, symbol: str, earlier: list[ast.stmt]) -> bool:
    """Whether an expression is this function, whatever loop or call it stands in."""
    if names_symbol(base, symbol):
        return True
    if not isinstance(base, ast.Name):
        return False
    for statement in reversed(earlier):
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name) and target.id == base.id:
                    return names_symbol(statement.value, symbol)
    return False


def names_symbol(node: ast.expr, symbol: str) -> bool:
    """Whether an expression writes the function's name: `lib.f`, `lib["f"]`, with `getattr`."""
    if isinstance(node, ast.Attribute):
        return node.attr == symbol
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and node.slice.value == symbol
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
        last = node.args[1] if len(node.args) == 2 else None
        return isinstance(last, ast.Constant) and last.value == symbol
    return False


def used_at_top(
    text: Text, block: list[ast.stmt], statement: ast.stmt, symbol: str
) -> ast.expr | None:
    """The function in a statement at the top of the file: what stands before it runs before it."""
    if block is not text.tree.body or not isinstance(statement, SIMPLE):
        return None
    for node in ast.walk(statement):
        if isinstance(node, ast.Attribute) and node.attr == symbol:
            return node
    return None


def one_line(text: Text, base: ast.expr) -> str:
    """The text of an expression that is to be written once more."""
    written = text.of(base)
    if "\n" in written or "\r" in written:
        raise Refused("the function's own expression goes over several lines")
    return written


def behind(text: Text, statement: ast.stmt, written: str) -> Edit:
    """A statement behind another: in a line of its own where that one has its own."""
    start, end = text.start(statement), text.end(statement)
    first = text.start_of_line(statement.lineno)
    indent = text.whole[first:start]
    next_line = text.start_of_line((statement.end_lineno or 0) + 1)
    rest = text.whole[end:next_line].strip()
    if indent.strip() or (rest and not rest.startswith("#")):
        return Edit(end, end, f"; {written}")
    newline = text.newline_at(end)
    if text.whole[next_line - 1 : next_line] in ("\n", "\r"):
        return Edit(next_line, next_line, f"{indent}{written}{newline}")
    return Edit(next_line, next_line, f"{newline}{indent}{written}")


def before(text: Text, statement: ast.stmt, written: str) -> Edit:
    """A statement before another, which begins its line."""
    start = text.start(statement)
    if start != text.start_of_line(statement.lineno):
        raise Refused("another statement stands before it in its line")
    return Edit(start, start, f"{written}{text.newline_at(start)}")


def blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """Every list of statements, the innermost last."""
    for node in ast.walk(tree):
        for _, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                yield value
