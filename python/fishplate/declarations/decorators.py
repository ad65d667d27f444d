"""Functions with their decorators: helpers that declare what stands below them."""

from __future__ import annotations

import ast

from fishplate.declarations import calls, evaluate, natives, objects
from fishplate.declarations.declared_types import is_type
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import (
    Bound,
    Builtin,
    Callback,
    Class,
    CObject,
    Function,
    Instance,
    Item,
    Kind,
    Library,
    Mapping,
    Partial,
    Sequence,
    Value,
    is_informative,
    is_none,
)

ACCESSORS = {"deleter", "getter", "setter"}


def define(frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """Bind a function's name to what its decorators make of it."""
    function = evaluate.make_function(frame, node)
    if frame.is_class:
        owner = frame.names.get("__class__")
        function.owner = owner if isinstance(owner, Class) else None
    value: Value = function
    for decorator in reversed(node.decorator_list):
        if isinstance(decorator, ast.Attribute) and decorator.attr in ACCESSORS:
            # The property of this name stays what it is.
            return
        value = decorate(frame, decorator, value, function)
    frame.bind(node.name, value)


def decorate(frame: Frame, node: ast.expr, value: Value, function: Function) -> Value:
    """What a decorator makes of a function."""
    count = len(frame.reading.natives)
    decorator = evaluate.evaluate(frame, node)
    if isinstance(decorator, Builtin):
        if decorator.path in ("staticmethod", "classmethod"):
            function.body_kind = decorator.path.removesuffix("method")
        function.is_property = decorator.path == "property" or function.is_property
        return value
    result: Value | None = None
    if isinstance(decorator, (Function, Bound, Partial, Instance, Callback, Class)):
        arguments = calls.Arguments(node)
        arguments.positional.append(Item(value, frame.origin(function.node)))
        result = calls.call(frame, decorator, arguments, node)
        if isinstance(decorator, Callback):
            name_callback(frame, decorator, function, node)
    if len(frame.reading.natives) == count:
        declared = from_annotations(frame, node, function)
        if declared is not None:
            return declared
    if result is None or not is_informative(result) or isinstance(result, (Kind, CObject)):
        # What is not understood most likely wraps the function.
        return value if not isinstance(result, CObject) else result
    return result


def name_callback(frame: Frame, callback: Callback, function: Function, node: ast.expr) -> None:
    """A prototype that is written above a function goes by the function's name."""
    if not callback.name and isinstance(node, ast.Call):
        callback.name = function.name
        frame.reading.callbacks.append((callback, function.name, frame.origin(node)))


def from_annotations(frame: Frame, node: ast.expr, function: Function) -> Value | None:
    """The native function that a decorator with a library declares by annotations alone.

    Nothing, if no library is given or an annotation is no type of ctypes.
    """
    if not isinstance(node, ast.Call):
        return None
    library = given_library(frame, node)
    annotations = objects.annotations_of(function)
    names = {str(key[0]): pair[1] for key, pair in known_entries(annotations)}
    result = names.pop("return", None)
    parameters = function.node.args
    wanted = [one.arg for one in parameters.posonlyargs + parameters.args]
    if library is None or parameters.vararg or [name for name in wanted if name not in names]:
        return None
    items = [names[name] for name in wanted]
    types = [*items, result] if result is not None else items
    if not types or not all(is_type(item.value) or is_none(item.value) for item in types):
        return None
    place = frame.origin(node)
    native = natives.lookup(frame, library, function.name, place, is_here=False)
    natives.mark_set(frame, native, node)
    native.arguments, native.argtypes_set = Sequence("list", items), True
    native.arguments_place = frame.origin(function.node)
    native.result = result
    return native


def known_entries(mapping: Mapping) -> list[tuple[tuple[object, ...], tuple[Item, Item]]]:
    """The entries with their keys as they are stored."""
    return [(key, pair) for key, pair in mapping.entries.items() if isinstance(key, tuple)]


def given_library(frame: Frame, node: ast.Call) -> Library | None:
    """The library among a decorator's arguments."""
    for part in [*node.args, *(keyword.value for keyword in node.keywords)]:
        if isinstance(part, (ast.Name, ast.Attribute)):
            library = natives.library_of(evaluate.evaluate(frame, part))
            if library is not None:
                return library
    return None
