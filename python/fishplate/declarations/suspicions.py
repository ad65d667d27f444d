"""Callbacks that often are gone while C still calls them (FP141).

They are heuristics: each says what was seen, and a rule decides whether it is shown.
"""

from __future__ import annotations

import ast
import re

from fishplate.declarations import ctypes_calls
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import CObject, Native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fishplate.declarations.calls import Arguments

# What a function that keeps a callback is called for.
KEEPING = re.compile(
    r"(?<![a-z])(?:add|attach|atexit|connect|install|listen|notify|observe|on|set|setopt|signal"
    r"|trace|watch)(?![a-z])|register|subscribe|handler|callback|listener|hook"
)
RELEASING = re.compile(
    r"(?<![a-z])(?:del|delete|detach|disconnect|remove|unset)(?![a-z])|unregister|deregister"
    r"|unsubscribe|unhook"
)
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def note(frame: Frame, node: ast.AST, code: str, symbol: str, what: str) -> None:
    """Note a pattern, once for a place."""
    frame.reading.suspicions.setdefault(
        (id(node), code),
        {"code": code, "symbol": symbol, "what": what, "span": frame.source.span(node)},
    )


def is_keeping(name: str) -> bool:
    """Whether a function is called as one that keeps what it is given."""
    words = CAMEL.sub("_", name).lower()
    return bool(KEEPING.search(words)) and not RELEASING.search(words)


def note_callbacks(frame: Frame, native: Native, arguments: Arguments, node: ast.AST) -> None:
    """Callback objects that nobody keeps, given to a function that keeps them (FP141)."""
    if not isinstance(node, ast.Call) or not is_keeping(native.symbol):
        return
    # Behind a star the arguments no longer stand beside their text.
    for argument, item in zip(node.args, arguments.positional, strict=False):
        value = item.value
        if isinstance(argument, ast.Starred):
            return
        written = uncast(argument)
        if not isinstance(value, CObject) or not ctypes_calls.is_made_of_function(value):
            continue
        if isinstance(written, ast.Call):
            what = f"a callback made in the call of `{native.symbol}` lives no longer than the call"
            note(frame, written, "FP141", native.symbol, what)
        elif isinstance(written, ast.Name) and is_dropped(frame, written.id):
            what = (
                f"`{written.id}` is given to `{native.symbol}` and lives no longer than the "
                "function that made it"
            )
            note(frame, node, "FP141", native.symbol, what)


def uncast(written: ast.expr) -> ast.expr:
    """What a `cast` is of: its result keeps no more alive than that is."""
    while isinstance(written, ast.Call) and written.args:
        function = written.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name != "cast":
            break
        written = written.args[0]
    return written


def is_dropped(frame: Frame, name: str) -> bool:
    """Whether a function's own name is neither returned nor kept anywhere."""
    function = frame.function
    if function is None or name not in frame.names or name in frame.globals:
        return False
    if isinstance(function.node, ast.Lambda):
        return False
    parameters = function.node.args
    given = parameters.posonlyargs + parameters.args + parameters.kwonlyargs
    if name in {one.arg for one in given}:
        return False
    return not any(keeps(node, name) for node in ast.walk(function.node))


def keeps(node: ast.AST, name: str) -> bool:
    """Whether a statement puts a name where it outlives the function."""
    if isinstance(node, (ast.Yield, ast.YieldFrom)):
        # A generator's names live on while it waits.
        return True
    if isinstance(node, ast.Return):
        return node.value is not None and mentions(node.value, name)
    if isinstance(node, ast.Assign):
        outlives = not all(isinstance(target, ast.Name) for target in node.targets)
        return outlives and mentions(node.value, name, is_called=False)
    if isinstance(node, (ast.Global, ast.Nonlocal)):
        return name in node.names
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        kept = {"add", "append", "extend", "insert", "put", "setdefault", "update"}
        return node.func.attr in kept and any(mentions(part, name) for part in node.args)
    return False


def mentions(node: ast.AST, name: str, *, is_called: bool = True) -> bool:
    """Whether an expression has a name in it, other than as an argument of a call."""
    if not is_called and isinstance(node, ast.Call):
        return False
    return any(isinstance(one, ast.Name) and one.id == name for one in ast.walk(node))
