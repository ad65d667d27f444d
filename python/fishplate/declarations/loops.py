"""Loops: over known items each round is worked through, else one round stands for all."""

from __future__ import annotations

import ast

from fishplate.declarations import attributes, evaluate, execute, limits, operators
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import Constant, Item


def for_(frame: Frame, node: ast.For | ast.AsyncFor) -> str | None:
    """`for`."""
    known = operators.items_of(evaluate.evaluate(frame, node.iter), frame, node.iter)
    items = known.items
    is_sure = not known.is_open
    if known.is_open and not items:
        items = [Item(frame.unknown(node.iter), frame.origin(node.iter))]
    reading = frame.reading
    patience = limits.IDLE_ROUNDS
    if are_numbers(items):
        # A table has names; a loop over numbers is mostly work, of which a round tells all.
        items = items[: limits.NUMBERED_ROUNDS]
        patience = limits.IDLE_NUMBERED_ROUNDS
    idle, progress = 0, reading.progress
    reading.loops += 1
    try:
        for item in list(items):
            reading.budget.spend(2)
            idle = idle + 1 if reading.progress == progress else 0
            progress = reading.progress
            if idle > patience:
                break
            attributes.assign_target(frame, node.target, item)
            signal = execute.block(frame, node.body)
            if signal in ("return", "raise") and is_sure:
                return signal
            if signal == "break":
                return None
    finally:
        reading.loops -= 1
    return execute.block(frame, node.orelse)


def are_numbers(items: list[Item]) -> bool:
    """Whether a loop's items are plain integers."""
    return bool(items) and all(
        isinstance(item.value, Constant) and isinstance(item.value.value, int)
        for item in (items[0], items[-1])
    )


def while_(frame: Frame, node: ast.While) -> str | None:
    """`while`: one round, since how often it runs does not show."""
    decided = operators.truth(evaluate.evaluate(frame, node.test))
    if decided is not False:
        frame.reading.loops += 1
        try:
            signal = execute.block(frame, node.body)
        finally:
            frame.reading.loops -= 1
        if decided and signal in ("return", "raise"):
            return signal
    return execute.block(frame, node.orelse)
