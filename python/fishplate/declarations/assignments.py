"""Assignments, and the facts that a name at their left gives: constants, named callback types."""

from __future__ import annotations

import ast
import re

from fishplate.declarations import attributes, evaluate, formats, natives, operators
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import (
    Callback,
    Constant,
    Item,
    Native,
    Origin,
    Record,
    Unknown,
    Value,
)

UPPER_CASE = re.compile(r"_*[A-Z][A-Z0-9_]*\Z")
SMALLEST, LARGEST = -(1 << 63), (1 << 64) - 1


def assign(frame: Frame, node: ast.Assign) -> None:
    """`a = b = value`."""
    item = evaluate.evaluate_item(frame, node.value)
    for target in node.targets:
        assign_one(frame, target, item, node)


def annotated(frame: Frame, node: ast.AnnAssign) -> None:
    """`a: T = value`."""
    if node.value is not None:
        assign_one(frame, node.target, evaluate.evaluate_item(frame, node.value), node)


def assign_one(
    frame: Frame, target: ast.expr, item: Item, node: ast.Assign | ast.AnnAssign
) -> None:
    """Give one target its value."""
    natives.use_value(frame, item.value, node)
    if not isinstance(target, ast.Name):
        attributes.assign_target(frame, target, item)
        return
    if isinstance(item.value, Unknown) and not item.value.label:
        item.value.label = target.id
    name_value(frame, target.id, item.value, node)
    frame.bind(target.id, item.value, passed_on(item, node.value))


def passed_on(item: Item, node: ast.expr | None) -> Origin | None:
    """Where a value was written, if not in this very expression."""
    return item.origin if item.origin is not None and item.origin.node is not node else None


def augmented(frame: Frame, node: ast.AugAssign) -> None:
    """`a += value`."""
    target = node.target
    right = evaluate.evaluate_item(frame, node.value)
    if isinstance(target, ast.Subscript):
        evaluate.evaluate(frame, target)
        return
    left = evaluate.evaluate_item(frame, target)
    value = operators.binary(frame, node.op, left, right)
    if isinstance(target, ast.Name):
        frame.bind(target.id, value, frame.find_origin(target.id))
    else:
        base = evaluate.evaluate(frame, target.value)
        attributes.set_attribute(frame, base, target.attr, Item(value, left.origin), target)


def name_value(frame: Frame, name: str, value: Value, node: ast.Assign | ast.AnnAssign) -> None:
    """Note what a name makes of a value: a constant, a callback type, a record, a format."""
    if isinstance(value, Constant):
        if frame.is_module and type(value.value) is int:
            note_constant(frame, name, value.value, node)
    elif isinstance(value, Callback):
        if not value.name and frame.function is None:
            value.name = name
            frame.reading.callbacks.append((value, name, frame.origin(node)))
    elif isinstance(value, Record):
        if value.is_dynamic and frame.function is None:
            value.is_dynamic = False
            value.short_name = name
            value.name = f"{frame.source.module}.{name}"
            value.origin = frame.origin(node)
    elif not isinstance(value, Native):
        formats.name_format(frame, name, node)


def note_constant(frame: Frame, name: str, value: int, node: ast.AST) -> None:
    """Note an integer constant of a module, unless it depends on something."""
    reading = frame.reading
    if reading.branches or reading.loops or not UPPER_CASE.match(name):
        return
    if SMALLEST <= value <= LARGEST:
        key = (frame.source.path, name)
        reading.constants[key] = {"name": name, "value": value, "span": frame.source.span(node)}
