"""Branches that the source does not decide: each is worked through, and the names are joined.

Where one branch knows more of a name than the other, that is kept; of two different constants, or
two different types, none is known: what is taken by guess would be reported as wrong.
"""

from __future__ import annotations

import ast
import ctypes
import re

from fishplate.declarations import execute
from fishplate.declarations.declared_types import canonical
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import (
    DECLARING,
    Builtin,
    Constant,
    CType,
    Kind,
    Record,
    Sequence,
    Undecided,
    Unknown,
    Value,
    is_informative,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence as Blocks

# What Python raises, directly or as a base, where a library lacks a function.
ABSENCE = {"AttributeError", "BaseException", "Exception"}
# A test whether something is there: `hasattr(lib, "f")`, `if version >= ...`, `if _has_f`.
GUARD = re.compile(r"\b(?:hasattr|getattr)\(|version|\b_?has_", re.IGNORECASE)
SUPPRESSING = "contextlib.suppress of an absence"
# How a block is left where something is absent; an error prepares for nothing.
EXITS = (ast.Return, ast.Continue, ast.Break)


def run(frame: Frame, blocks: Blocks[list[ast.stmt]], *, is_noted: bool = True) -> str | None:
    """Work through each block from the same start, and join what they leave."""
    before = frame.names
    live: dict[str, Value] | None = None
    signals: list[str | None] = []
    frame.reading.branches += 1
    for statements in blocks:
        if statements and isinstance(statements[-1], ast.Raise):
            # What leads to an error is of no consequence, so it is looked at once.
            key = id(statements[-1])
            if key in frame.reading.has_run:
                signals.append("raise")
                continue
            frame.reading.has_run.add(key)
        frame.names = dict(before)
        signal = execute.block(frame, statements) if statements else None
        signals.append(signal)
        if signal in (None, "break", "continue"):
            live = frame.names if live is None else join(frame, live, frame.names, is_noted)
    frame.reading.branches -= 1
    if live is None:
        frame.names = before
        return "return" if "return" in signals else "raise"
    frame.names = live
    return None


def undecided(frame: Frame, node: ast.If) -> str | None:
    """Both branches of an `if`."""
    reading = frame.reading
    guards = int(is_guard(frame, node.test))
    was_cold = reading.is_cold
    is_script = frame.is_module and "__main__" in frame.source.spelling(node.test)
    # A script's own part is worked through as a function that no module calls.
    reading.is_cold = was_cold or is_script
    reading.guards += guards
    signal = run(frame, [node.body, [] if is_script else node.orelse])
    reading.guards -= guards
    reading.is_cold = was_cold
    # What an import does instead counts.
    return execute.block(frame, node.orelse) if is_script else signal


def is_guard(frame: Frame, test: ast.expr) -> bool:
    """Whether a test asks if something is there, or for a version."""
    known = frame.reading.guard_tests.get(id(test))
    if known is None:
        known = GUARD.search(frame.source.spelling(test)) is not None
        frame.reading.guard_tests[id(test)] = known
    return known


def is_early_exit(frame: Frame, node: ast.If) -> bool:
    """Whether an `if` leaves the block where something is not there."""
    return (
        not node.orelse
        and bool(node.body)
        and isinstance(node.body[-1], EXITS)
        and is_guard(frame, node.test)
    )


def is_suppressing(context: Value) -> bool:
    """Whether a context manager lets absent functions pass."""
    return isinstance(context, Builtin) and context.path == SUPPRESSING


def try_(frame: Frame, node: ast.Try | ast.TryStar) -> str | None:
    """`try`: the block counts; a handler adds what only it knows."""
    reading = frame.reading
    guards = int(any(catches_absence(handler.type) for handler in node.handlers))
    handlers = [handler for handler in node.handlers if not is_idle(handler.body)]
    before = dict(frame.names) if handlers else frame.names
    reading.guards += guards
    signal = execute.block(frame, node.body)
    if signal is None:
        signal = execute.block(frame, node.orelse)
    reading.guards -= guards
    is_live = len(handlers) < len(node.handlers)
    for handler in handlers:
        is_live = run_handler(frame, handler, before) or is_live
    if signal in ("raise", "return") and is_live:
        signal = None
    return execute.block(frame, node.finalbody) or signal


def run_handler(frame: Frame, handler: ast.ExceptHandler, before: dict[str, Value]) -> bool:
    """Work through a handler; gives whether the program goes on behind it."""
    done = frame.names
    frame.names = dict(before)
    if handler.name:
        frame.bind(handler.name, Unknown(handler.name))
    frame.reading.branches += 1
    signal = execute.block(frame, handler.body)
    frame.reading.branches -= 1
    is_live = signal in (None, "break", "continue")
    frame.names = join(frame, done, frame.names, is_noted=False) if is_live else done
    return is_live


def is_idle(statements: list[ast.stmt]) -> bool:
    """Whether a handler does nothing that could be a declaration."""
    return all(isinstance(statement, (ast.Pass, ast.Continue)) for statement in statements)


def catches_absence(kind: ast.expr | None) -> bool:
    """Whether a handler is for what a missing function raises."""
    if kind is None:
        return True
    if isinstance(kind, ast.Tuple):
        return any(catches_absence(part) for part in kind.elts)
    name = kind.id if isinstance(kind, ast.Name) else getattr(kind, "attr", "")
    return name in ABSENCE


def join(
    frame: Frame, first: dict[str, Value], second: dict[str, Value], is_noted: bool
) -> dict[str, Value]:
    """The names behind two branches."""
    for name, two in second.items():
        one = first.get(name)
        if one is two:
            continue
        first[name] = two if one is None else joined(frame, name, one, two, is_noted)
    return first


def joined(frame: Frame, name: str, one: Value, two: Value, is_noted: bool) -> Value:
    """What is known of a name that two branches give different values."""
    for value, other in ((one, two), (two, one)):
        if isinstance(value, Undecided) and isinstance(other, (CType, Undecided)):
            return value
    if not is_informative(one):
        return two if is_informative(two) else either(one, two)
    if not is_informative(two):
        return one
    if isinstance(one, Constant) and isinstance(two, Constant):
        return one if one.value == two.value else kind_of_both(one, two)
    if isinstance(two, DECLARING) and not isinstance(one, DECLARING):
        return two
    if isinstance(one, Sequence) and isinstance(two, Sequence) and not differ(one, two):
        # What a condition adds to a list is there in the newest version.
        return max(one, two, key=lambda value: len(value.items))
    if not is_noted or not differ(one, two):
        return one
    if frame.function is None and frame.statement is not None:
        what, why = (
            f"the meaning of `{name}`",
            "it depends on a condition that the source does not decide",
        )
        frame.reading.note(frame.source, frame.statement, what, why)
    return Undecided(name)


def either(one: Value, two: Value) -> Value:
    """Of two values that say little, the one that does not pretend to be known."""
    return two if isinstance(one, Constant) else one


def kind_of_both(one: Constant, two: Constant) -> Value:
    """Two constants as one value that is not known."""
    if isinstance(one.value, str) and isinstance(two.value, str):
        return Kind("text")
    if type(one.value) is int and type(two.value) is int:
        return Kind("int")
    return Kind("other")


def differ(one: Value, two: Value) -> bool:
    """Whether two values mean different declarations."""
    if isinstance(one, Record) or isinstance(two, Record):
        return False
    if isinstance(one, CType) and isinstance(two, CType):
        names = canonical(one), canonical(two)
        return names[0] != names[1] and not are_twins(*names)
    if isinstance(one, Constant) and isinstance(two, Constant):
        return bool(one.value != two.value)
    if isinstance(one, Sequence) and isinstance(two, Sequence):
        pairs = zip(one.items, two.items, strict=False)
        return any(differ(a.value, b.value) for a, b in pairs)
    return isinstance(one, Sequence) and isinstance(two, CType)


def are_twins(one: str, other: str) -> bool:
    """Whether ctypes has one class under two names, as `c_int64` and `c_long` on Linux."""
    found = getattr(ctypes, one, None)
    return found is not None and found is getattr(ctypes, other, None)
