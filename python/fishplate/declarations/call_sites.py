"""Calls of native functions: what is passed, as far as the source shows it."""

from __future__ import annotations

import ast

from fishplate.declarations import declared_types, limits, natives, objects, operators, suspicions
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import (
    UNKNOWN_INT,
    CObject,
    Item,
    Native,
    Simple,
    Unknown,
    Value,
    is_none,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fishplate.declarations.calls import Arguments
    from fishplate.declarations.model import ArgumentKind, CallSite

KINDS = {"bool": "int", "bytes": "bytes", "float": "float", "int": "int", "text": "text"}


def call(frame: Frame, native: Native, arguments: Arguments, node: ast.AST) -> Value:
    """Note a call of a native function; gives what Python gets from it."""
    natives.use(frame, native, node, is_call=True)
    suspicions.note_callbacks(frame, native, arguments, node)
    key = (id(node), native.symbol)
    rounds = frame.reading.call_rounds.get(key, 0)
    if rounds < limits.SITE_ROUNDS:
        frame.reading.call_rounds[key] = rounds + 1
        note(frame, key, arguments, node)
    return result_of(native)


def note(frame: Frame, key: tuple[int, str], arguments: Arguments, node: ast.AST) -> None:
    """Note a call site."""
    site: CallSite = {
        "symbol": key[1],
        "arguments": [kind(frame, item) for item in arguments.positional],
        "is_open": arguments.is_open,
        "span": frame.source.span(node),
    }
    old = frame.reading.calls.get(key)
    if old is not None:
        # A helper's call is worked through with each of its arguments; what differs is unknown.
        site = joined(old, site)
    frame.reading.calls[key] = site


def joined(old: CallSite, new: CallSite) -> CallSite:
    """One call site out of two rounds through it."""
    first, second = old["arguments"], new["arguments"]
    if len(first) != len(second):
        shorter = min(first, second, key=len)
        return {**new, "arguments": shorter, "is_open": True}
    both: list[ArgumentKind] = [
        one if one.get("kind") == two.get("kind") else {"kind": "unknown"}
        for one, two in zip(first, second, strict=True)
    ]
    return {**new, "arguments": both, "is_open": old["is_open"] or new["is_open"]}


def kind(frame: Frame, item: Item) -> ArgumentKind:
    """What an argument is."""
    value = item.value
    if is_none(value):
        return {"kind": "none"}
    if isinstance(value, CObject):
        around = value.type.origin or item.origin
        if around is not None:
            return {"kind": "typed", "type": declared_types.declared(value.type, around)}
    word = KINDS.get(operators.kind_of(value) or "")
    return {"kind": word or "unknown"}


def result_of(native: Native) -> Value:
    """What Python gets from a native function."""
    if native.errcheck:
        return Unknown(f"the result of {native.symbol}")
    if native.result is None:
        return UNKNOWN_INT
    if is_none(native.result.value):
        return native.result.value
    if isinstance(native.result.value, Simple) or declared_types.is_type(native.result.value):
        return objects.python_value(native.result)
    return Unknown(f"the result of {native.symbol}")
