"""Calls: arguments are collected, and whatever is called is called as far as it is known.

Functions of the program are worked through with their arguments, within bounds of depth and
steps; what ctypes and Python themselves offer is in the tables of other files.
"""

from __future__ import annotations

import ast

from fishplate.declarations import (
    branches,
    builtin_calls,
    call_sites,
    classes,
    cold,
    ctypes_calls,
    evaluate,
    execute,
    limits,
    methods,
    natives,
    objects,
    operators,
)
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import (
    DECLARING,
    NONE,
    Bound,
    Builtin,
    Callback,
    Class,
    Constant,
    CType,
    Function,
    Instance,
    Item,
    Kind,
    Library,
    Mapping,
    Method,
    Native,
    Origin,
    Partial,
    Sequence,
    Unknown,
    Value,
    is_informative,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Any


class Arguments:
    """The arguments of a call.

    Parameters
    ----------
    node
        The call.
    """

    __slots__ = ("is_open", "keywords", "node", "positional")

    def __init__(self, node: ast.AST) -> None:
        self.node = node
        self.positional: list[Item] = []
        self.keywords: dict[str, Item] = {}
        # Whether `*` or `**` may pass more than is known.
        self.is_open = False

    def get(self, number: int, keyword: str = "") -> Item | None:
        """An argument by its position or its name."""
        if number < len(self.positional):
            return self.positional[number]
        return self.keywords.get(keyword) if keyword else None

    def value(self, number: int, keyword: str = "") -> Value | None:
        """An argument's value by its position or its name."""
        item = self.get(number, keyword)
        return item.value if item else None

    def all(self) -> list[Item]:
        """Every argument."""
        return [*self.positional, *self.keywords.values()]


def evaluate_call(frame: Frame, node: ast.Call) -> Value:
    """The value of a call."""
    callee = evaluate.evaluate(frame, node.func)
    return call(frame, callee, collect(frame, node), node)


def collect(frame: Frame, node: ast.Call) -> Arguments:
    """The arguments of a call, each with where it was written."""
    arguments = Arguments(node)
    for part in node.args:
        if isinstance(part, ast.Starred):
            spread = operators.items_of(evaluate.evaluate(frame, part.value), frame, part)
            arguments.positional.extend(spread.items)
            arguments.is_open = arguments.is_open or spread.is_open
        else:
            arguments.positional.append(evaluate.literal_item(frame, part, node))
    for keyword in node.keywords:
        if keyword.arg is not None:
            item = evaluate.literal_item(frame, keyword.value, node)
            arguments.keywords[keyword.arg] = item
            continue
        merged = evaluate.evaluate(frame, keyword.value)
        known = isinstance(merged, Mapping) and not merged.is_open
        arguments.is_open = arguments.is_open or not known
        if isinstance(merged, Mapping):
            for key, item in merged.entries.values():
                if isinstance(key.value, Constant) and isinstance(key.value.value, str):
                    arguments.keywords[key.value.value] = item
    return arguments


def call(frame: Frame, callee: Value, arguments: Arguments, node: ast.AST) -> Value:
    """Call a value."""
    frame.reading.budget.spend()
    caller = CALLERS.get(callee.__class__)
    if caller is None or isinstance(callee, (Unknown, Builtin)):
        for item in arguments.all():
            if isinstance(item.value, Native):
                natives.use_value(frame, item.value, node)
    if caller is None:
        return frame.unknown(node)
    return caller(frame, callee, arguments, node)


def of_builtin(frame: Frame, callee: Builtin, arguments: Arguments, node: ast.AST) -> Value:
    """A function that is known by its name."""
    handler = ctypes_calls.HANDLERS.get(callee.path) or builtin_calls.HANDLERS.get(callee.path)
    if handler is None:
        return frame.unknown(node)
    return handler(frame, arguments)


def of_function(frame: Frame, callee: Function, arguments: Arguments, node: ast.AST) -> Value:
    """A function of the program."""
    return call_function(frame, callee, arguments, None)


def of_bound(frame: Frame, callee: Bound, arguments: Arguments, node: ast.AST) -> Value:
    """A method with its object."""
    return call_function(frame, callee.function, arguments, callee.owner)


def of_partial(frame: Frame, callee: Partial, arguments: Arguments, node: ast.AST) -> Value:
    """A callable with some arguments given before."""
    arguments.positional[:0] = callee.positional
    arguments.keywords = {**callee.keywords, **arguments.keywords}
    return call(frame, callee.callee, arguments, node)


def of_class(frame: Frame, callee: Class, arguments: Arguments, node: ast.AST) -> Value:
    """An object of a program's class."""
    return classes.instantiate(frame, callee, arguments, node)


def of_instance(frame: Frame, callee: Instance, arguments: Arguments, node: ast.AST) -> Value:
    """An object that can be called."""
    method = objects.find(callee.cls, "__call__")
    if isinstance(method, Function):
        return call_function(frame, method, arguments, callee)
    return frame.unknown(node)


def of_type(frame: Frame, callee: CType, arguments: Arguments, node: ast.AST) -> Value:
    """An object of a ctypes type, or a function of a library by its prototype."""
    if isinstance(callee, Callback) and arguments.positional:
        native = natives.from_prototype(frame, callee, arguments.positional[0], node)
        if native is not None:
            return native
    return ctypes_calls.instantiate(frame, callee, arguments, node)


def of_native(frame: Frame, callee: Native, arguments: Arguments, node: ast.AST) -> Value:
    """A native function: the call is a fact."""
    return call_sites.call(frame, callee, arguments, node)


def of_method(frame: Frame, callee: Method, arguments: Arguments, node: ast.AST) -> Value:
    """A method of a constant, a container, a loader or an `Ffi`."""
    return methods.call(frame, callee, arguments, node)


def call_function(
    frame: Frame, function: Function, arguments: Arguments, owner: Value | None
) -> Value:
    """Work through a function with its arguments; gives what it returns as far as that shows."""
    reading = frame.reading
    stack = reading.stack
    if len(stack) >= limits.CALL_DEPTH or stack.count(function) >= 2:
        return frame.unknown(arguments.node)
    if not is_worth(frame, function, arguments):
        return frame.unknown(arguments.node)
    inner = Frame(reading, function.frame.source, function.frame.module, function.frame)
    inner.depth = frame.depth + 1
    inner.function = function
    inner.self_value = owner if owner is not None else function.frame.self_value
    inner.statement = frame.statement
    bind_parameters(frame, inner, function, arguments, owner)
    reading.has_run.add(id(function.node))
    stack.append(function)
    left = reading.budget.open(limits.FUNCTION_STEPS) if len(stack) == 1 else None
    progress = reading.progress
    try:
        result = run_body(inner, function)
        if is_informative(result) or reading.progress != progress:
            reading.useful.add(id(function.node))
    except limits.BudgetExceeded:
        if left is None or reading.budget.is_over():
            raise
        what = f"the call of `{function.name}`"
        reading.note(frame.source, arguments.node, what, "it takes too many steps to follow")
        result = frame.unknown(arguments.node)
    finally:
        stack.pop()
        if left is not None:
            reading.budget.close(left)
    return result


def is_worth(frame: Frame, function: Function, arguments: Arguments) -> bool:
    """Whether a call is followed.

    It is for the first time, and again where that declared or gave something. Within a function
    that nobody calls, a helper must also be given what declarations are made of.
    """
    reading, key = frame.reading, id(function.node)
    if key not in reading.has_run:
        return not reading.is_cold or cold.is_telling(reading, function)
    if key not in reading.useful:
        return False
    return not reading.is_cold or any(is_telling(item.value) for item in arguments.all())


def is_telling(value: Value) -> bool:
    """Whether a value is what declarations are made of, or a row of a table of them."""
    if isinstance(value, (CType, Library, Native)):
        return True
    if isinstance(value, Sequence):
        return bool(value.items) and is_text(value.items[0].value)
    return is_text(value)


def is_text(value: Value) -> bool:
    """Whether a value is a text that is known."""
    return isinstance(value, Constant) and isinstance(value.value, str)


def run_body(inner: Frame, function: Function) -> Value:
    """Work through a function's body."""
    node = function.node
    if isinstance(node, ast.Lambda):
        inner.statement = inner.statement or None
        return evaluate.evaluate(inner, node.body)
    signal = execute.block(inner, node.body)
    if inner.yields:
        return Sequence("list", inner.yields)
    if isinstance(node, ast.AsyncFunctionDef):
        return inner.unknown(node)
    if signal is None:
        inner.returns.append(NONE)
    elif not inner.returns:
        # It only raises, as far as that shows.
        return inner.unknown(node)
    types = [value for value in inner.returns if isinstance(value, CType)]
    if any(branches.differ(types[0], other) for other in types[1:]):
        why = "it depends on a condition that the source does not decide; the first is taken"
        what = f"a second type that `{function.name}` gives"
        inner.reading.note(inner.source, node, what, why)
    return joined_returns(inner.returns)


def joined_returns(values: list[Value]) -> Value:
    """What a function gives that returns in several places."""
    told = [one for one in values if is_informative(one) and not isinstance(one, Constant)]
    if told:
        return next((one for one in told if isinstance(one, DECLARING)), told[0])
    first = values[0]
    for value in values[1:]:
        if not isinstance(value, Constant) or not isinstance(first, Constant):
            return Kind("other")
        if type(value.value) is not type(first.value) or value.value != first.value:
            return Kind("other")
    return first


def bind_parameters(
    caller: Frame, inner: Frame, function: Function, arguments: Arguments, owner: Value | None
) -> None:
    """Give a function's parameters their values, and where those were written."""
    spec = function.node.args
    given = list(arguments.positional)
    if owner is not None and function.body_kind != "static":
        given.insert(0, Item(owner, caller.origin(arguments.node)))
    keywords = dict(arguments.keywords)
    for parameter in spec.posonlyargs + spec.args:
        if given:
            item: Item | None = given.pop(0)
        else:
            item = keywords.pop(parameter.arg, None)
        bind_parameter(caller, inner, function, parameter.arg, item, arguments)
    for parameter in spec.kwonlyargs:
        item = keywords.pop(parameter.arg, None)
        bind_parameter(caller, inner, function, parameter.arg, item, arguments)
    if spec.vararg is not None:
        inner.names[spec.vararg.arg] = Sequence("tuple", given, arguments.is_open)
    if spec.kwarg is not None:
        here = caller.origin(arguments.node)
        entries: dict[Hashable, tuple[Item, Item]] = {
            (key,): (Item(Constant(key, here), here), item) for key, item in keywords.items()
        }
        inner.names[spec.kwarg.arg] = Mapping(entries, arguments.is_open)


def bind_parameter(
    caller: Frame,
    inner: Frame,
    function: Function,
    name: str,
    item: Item | None,
    arguments: Arguments,
) -> None:
    """Give one parameter its value or its default."""
    default = function.defaults.get(name)
    if item is None and default is not None and not arguments.is_open:
        # A default counts as written in the call that leaves the argument out.
        where = default.origin
        text = where.spelling or where.source.spelling(where.node) if where else ""
        item = Item(default.value, Origin(caller.source, arguments.node, caller.depth, text))
    if item is None:
        item = Item(inner.unknown(function.node, name), caller.origin(arguments.node))
    inner.names[name] = item.value
    if item.origin is not None:
        inner.origins[name] = item.origin


CALLERS: dict[type[Value], Callable[[Frame, Any, Arguments, ast.AST], Value]] = {
    Bound: of_bound,
    Builtin: of_builtin,
    Class: of_class,
    Function: of_function,
    Instance: of_instance,
    Method: of_method,
    Native: of_native,
    Partial: of_partial,
}
CALLERS.update(dict.fromkeys(CType.__subclasses__(), of_type))
