"""Works through statements in order.

A block says how it ends: it falls through (nothing), or by `return`, `raise`, `break` or
`continue`. Branches and loops have files of their own.
"""

from __future__ import annotations

import ast

from fishplate.declarations import (
    assignments,
    attributes,
    branches,
    classes,
    decorators,
    evaluate,
    loops,
    natives,
    operators,
)
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import Constant, Item, Native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    Signal = str | None


def block(frame: Frame, statements: Sequence[ast.stmt]) -> Signal:
    """Work through statements; gives how they end."""
    reading = frame.reading
    guards = reading.guards
    outer = frame.statement
    try:
        for statement in statements:
            frame.statement = statement
            signal = one(frame, statement)
            if signal is not None:
                return signal
            if isinstance(statement, ast.If) and branches.is_early_exit(frame, statement):
                # `if not hasattr(lib, "f"): return` guards all that follows.
                reading.guards += 1
    finally:
        reading.guards = guards
        frame.statement = outer
    return None


def one(frame: Frame, statement: ast.stmt) -> Signal:
    """Work through one statement."""
    frame.reading.budget.spend()
    executor = EXECUTORS.get(statement.__class__)
    if executor is None:
        return None
    try:
        return executor(frame, statement)
    except RecursionError:
        frame.reading.note(
            frame.source, statement, "a statement", "it is nested too deeply to follow"
        )
        return None


def expression(frame: Frame, node: ast.Expr) -> Signal:
    """An expression for its effect."""
    if not isinstance(node.value, ast.Constant):
        evaluate.evaluate(frame, node.value)
    return None


def returned(frame: Frame, node: ast.Return) -> Signal:
    """`return`."""
    value = evaluate.evaluate(frame, node.value) if node.value is not None else Constant(None)
    if isinstance(value, Native) and frame.depth == 0:
        natives.use_value(frame, value, node)
    frame.returns.append(value)
    return "return"


def raised(frame: Frame, node: ast.Raise) -> Signal:
    """`raise`."""
    if node.exc is not None:
        evaluate.evaluate(frame, node.exc)
    return "raise"


def asserted(frame: Frame, node: ast.Assert) -> Signal:
    """`assert`."""
    evaluate.evaluate(frame, node.test)
    return None


def function(frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Signal:
    """A function with its decorators."""
    decorators.define(frame, node)
    return None


def class_(frame: Frame, node: ast.ClassDef) -> Signal:
    """A class with its decorators."""
    value = classes.define(frame, node)
    for decorator in node.decorator_list:
        evaluate.evaluate(frame, decorator)
    frame.bind(node.name, value)
    return None


def imported(frame: Frame, node: ast.Import) -> Signal:
    """`import a.b as c`."""
    for alias in node.names:
        module = frame.reading.project.imported(alias.name)
        if alias.asname is None:
            frame.reading.project.attach(alias.name)
            top = alias.name.partition(".")[0]
            frame.bind(top, frame.reading.project.imported(top))
        else:
            frame.bind(alias.asname, module)
    return None


def imported_from(frame: Frame, node: ast.ImportFrom) -> Signal:
    """`from a.b import c`, also relative."""
    project = frame.reading.project
    path = project.absolute(frame.source, node.module or "", node.level)
    for alias in node.names:
        if alias.name == "*":
            # Whatever is telling in there has been noted where it was bound.
            frame.names.update(project.star(path))
        else:
            if path == "struct":
                frame.reading.telling.add_word(alias.asname or alias.name)
            frame.bind(alias.asname or alias.name, project.member(path, alias.name))
    return None


def with_(frame: Frame, node: ast.With | ast.AsyncWith) -> Signal:
    """`with`: `suppress(AttributeError)` guards its block."""
    guards = 0
    for part in node.items:
        context = evaluate.evaluate(frame, part.context_expr)
        guards += branches.is_suppressing(context)
        if part.optional_vars is not None:
            value = frame.unknown(part.context_expr)
            item = Item(value, frame.origin(part.context_expr))
            attributes.assign_target(frame, part.optional_vars, item)
    frame.reading.guards += guards
    signal = block(frame, node.body)
    frame.reading.guards -= guards
    return signal


def global_(frame: Frame, node: ast.Global) -> Signal:
    """`global`."""
    frame.globals.update(node.names)
    return None


def deleted(frame: Frame, node: ast.Delete) -> Signal:
    """`del`."""
    for target in node.targets:
        if isinstance(target, ast.Name) and not frame.reading.branches:
            frame.names.pop(target.id, None)
    return None


def matched(frame: Frame, node: ast.Match) -> Signal:
    """`match`: every case may be the one."""
    evaluate.evaluate(frame, node.subject)
    return branches.run(frame, [*(case.body for case in node.cases), []])


def broken(frame: Frame, node: ast.Break) -> Signal:
    """`break`."""
    return "break"


def continued(frame: Frame, node: ast.Continue) -> Signal:
    """`continue`."""
    return "continue"


def if_(frame: Frame, node: ast.If) -> Signal:
    """`if`: the branch that holds on Linux where the test is decided, else both."""
    decided = operators.truth(evaluate.evaluate(frame, node.test))
    if decided is not None:
        return block(frame, node.body if decided else node.orelse)
    return branches.undecided(frame, node)


# The files below need this one in turn, so their functions are looked up when they are called.


def assign_statement(frame: Frame, node: ast.Assign) -> Signal:
    """`a = value`."""
    assignments.assign(frame, node)
    return None


def annotated_statement(frame: Frame, node: ast.AnnAssign) -> Signal:
    """`a: T = value`."""
    assignments.annotated(frame, node)
    return None


def augmented_statement(frame: Frame, node: ast.AugAssign) -> Signal:
    """`a += value`."""
    assignments.augmented(frame, node)
    return None


def try_statement(frame: Frame, node: ast.Try | ast.TryStar) -> Signal:
    """`try`."""
    return branches.try_(frame, node)


def for_statement(frame: Frame, node: ast.For | ast.AsyncFor) -> Signal:
    """`for`."""
    return loops.for_(frame, node)


def while_statement(frame: Frame, node: ast.While) -> Signal:
    """`while`."""
    return loops.while_(frame, node)


EXECUTORS: dict[type[ast.stmt], Callable[[Frame, Any], Signal]] = {
    ast.AnnAssign: annotated_statement,
    ast.Assert: asserted,
    ast.Assign: assign_statement,
    ast.AsyncFor: for_statement,
    ast.AsyncFunctionDef: function,
    ast.AsyncWith: with_,
    ast.AugAssign: augmented_statement,
    ast.Break: broken,
    ast.ClassDef: class_,
    ast.Continue: continued,
    ast.Delete: deleted,
    ast.Expr: expression,
    ast.For: for_statement,
    ast.FunctionDef: function,
    ast.Global: global_,
    ast.If: if_,
    ast.Import: imported,
    ast.ImportFrom: imported_from,
    ast.Match: matched,
    ast.Raise: raised,
    ast.Return: returned,
    ast.Try: try_statement,
    ast.TryStar: try_statement,
    ast.While: while_statement,
    ast.With: with_,
}
