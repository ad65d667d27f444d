"""Works through functions that no module calls: lazy declarations, and calls of native functions.

Nothing is known of their parameters. Only functions whose text has a telling word are looked at:
a name of a library or of one of its functions, or one of ctypes' own.
"""

from __future__ import annotations

import ast
import re

from fishplate.declarations import addresses, calls, limits
from fishplate.declarations.scope import Reading
from fishplate.declarations.source import Source
from fishplate.declarations.values import Class, Function, Instance, Value

LOADING = re.compile(r"DLL\(|LoadLibrary|load_library")
# How many times a helper may be called through another one.
HELPER_DEPTH = 3


def run(reading: Reading) -> None:
    """Work through every function that was not called, in the order of the sources.

    Those that load a library for all come first, then those that make objects.
    """
    reading.is_cold = True
    reading.telling.add_symbols(reading.natives)
    reading.ran_hot = set(reading.has_run)
    order = {loads: 0, makes: 1}
    pending = list(reading.functions)
    seen = len(pending)
    for chosen in order:
        for function in pending:
            if chosen(reading, function):
                run_one(reading, function)
    for _ in range(HELPER_DEPTH):
        known = len(reading.telling.helpers)
        position = 0
        while position < len(pending):
            run_one(reading, pending[position])
            position += 1
            # Working through a function may define more of them.
            pending.extend(reading.functions[seen:])
            seen = len(reading.functions)
        if len(reading.telling.helpers) == known:
            break
        # Who calls a helper that has just been found is worth a look after all.
        reading.judged = {key: True for key, is_telling in reading.judged.items() if is_telling}


def text_of(function: Function) -> str:
    """A function's text."""
    node = function.node
    lines = function.frame.source.lines[node.lineno - 1 : node.end_lineno or node.lineno]
    return "\n".join(lines)


def is_telling(reading: Reading, function: Function) -> bool:
    """Whether a function's text has a word that makes it worth working through."""
    key = id(function.node)
    known = reading.judged.get(key)
    if known is None:
        known = reading.judged[key] = reading.telling.judge(text_of(function))
    return known


def loads(reading: Reading, function: Function) -> bool:
    """Whether a function loads a library into a global name."""
    text = text_of(function)
    return "global " in text and LOADING.search(text) is not None


def makes(reading: Reading, function: Function) -> bool:
    """Whether a function makes an object of its class."""
    return function.owner is not None and function.name == "__init__"


def run_one(reading: Reading, function: Function) -> None:
    """Work through one function, unless that is done or would tell nothing."""
    if id(function.node) in reading.has_run or not is_telling(reading, function):
        return
    if reading.budget.is_over():
        reading.note(
            function.frame.source, function.node, f"`{function.name}`", "the reading took too long"
        )
        return
    frame = function.frame
    arguments = calls.Arguments(function.node)
    reading.guards = reading.branches = reading.loops = 0
    left = reading.budget.open(limits.MODULE_STEPS)
    try:
        calls.call_function(frame.module, function, arguments, owner_of(function))
    except limits.BudgetExceeded:
        why = "it takes too long to work through"
        reading.note(frame.source, function.node, f"`{function.name}`", why)
    except (RecursionError, MemoryError):
        why = "it is nested too deeply, or too large"
        reading.note(frame.source, function.node, f"`{function.name}`", why)
    finally:
        reading.budget.close(left)


def owner_of(function: Function) -> Value | None:
    """What `self` or `cls` is in a method."""
    owner = function.owner
    if owner is None or function.body_kind == "static":
        return None
    if function.body_kind == "class":
        return owner
    return self_of(owner)


def self_of(cls: Class) -> Value:
    """The object that a class's methods work on when nobody made one."""
    if cls.self_value is None:
        cls.self_value = Instance(cls)
    return cls.self_value


def look_for_addresses(reading: Reading, sources: list[Source]) -> None:
    """Look for addresses of what is gone or moves, function by function."""
    for source in sources:
        if not source.is_parsed or not any(word in source.data for word in addresses.WORDS):
            continue
        tree = source.tree
        bodies: list[ast.AST] = [
            node
            for node in ast.walk(tree)
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        ]
        rest = [
            statement
            for statement in tree.body
            if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        ]
        names = addresses.meanings(tree)
        taking = addresses.words(names)
        for body in [*bodies, ast.Module(body=rest, type_ignores=[])]:
            if reading.budget.is_over():
                reading.note(source, body, "a function", "the reading took too long")
                break
            if not addresses.may_take(source, body, taking):
                continue
            left = reading.budget.open(limits.MODULE_STEPS)
            try:
                addresses.note(reading, source, body, names)
            except limits.BudgetExceeded:
                reading.note(source, body, "a function", "it takes too long to work through")
            except RecursionError:
                why = "it is nested too deeply"
                reading.note(source, body, "a function", why)
            finally:
                reading.budget.close(left)
