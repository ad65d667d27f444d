"""Patterns that often mean that memory is used after its end.

They are heuristics: each says what was seen, and a rule decides whether it is shown.
"""

from __future__ import annotations

import ast
import re

from fishplate.declarations import ctypes_calls
from fishplate.declarations.scope import Frame
from fishplate.declarations.source import Source
from fishplate.declarations.values import CObject, Native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fishplate.declarations.calls import Arguments
    from fishplate.declarations.scope import Reading

ARRAY_POINTERS = {"data", "data_as"}
# Methods of an array that give a new one.
COPYING = {"astype", "byteswap", "copy", "flatten", "tobytes"}
# Functions of NumPy that give a view of an array that lives on.
VIEWING = {"frombuffer", "from_dlpack", "broadcast_to", "reshape", "transpose", "squeeze"}
# What a function that keeps a callback is called for.
KEEPING = re.compile(
    r"(?<![a-z])(?:add|attach|connect|install|listen|observe|on|set|watch)(?![a-z])"
    r"|register|subscribe|handler|callback|listener|hook"
)
RELEASING = re.compile(
    r"(?<![a-z])(?:del|delete|detach|disconnect|remove|unset)(?![a-z])|unregister|deregister"
    r"|unsubscribe|unhook"
)
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
GROWING = {
    "append",
    "clear",
    "extend",
    "frombytes",
    "fromlist",
    "insert",
    "pop",
    "remove",
    "resize",
}


def note(frame: Frame, node: ast.AST, code: str, symbol: str, what: str) -> None:
    """Note a pattern, once for a place."""
    frame.reading.suspicions.setdefault(
        (id(node), code),
        {"code": code, "symbol": symbol, "what": what, "span": frame.source.span(node)},
    )


def note_callbacks(frame: Frame, native: Native, arguments: Arguments, node: ast.AST) -> None:
    """Callback objects that nobody keeps, given to a function that keeps them (FP141)."""
    words = CAMEL.sub("_", native.symbol).lower()
    if not isinstance(node, ast.Call) or not KEEPING.search(words) or RELEASING.search(words):
        return
    # Behind a star the arguments no longer stand beside their text.
    for written, item in zip(node.args, arguments.positional, strict=False):
        value = item.value
        if isinstance(written, ast.Starred):
            return
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


def note_temporary(frame: Frame, node: ast.Attribute) -> None:
    """The address of an array that nobody keeps (FP201)."""
    inner = node.value
    if not (isinstance(inner, ast.Attribute) and inner.attr == "ctypes"):
        return
    if is_temporary(inner.value):
        shown = frame.source.spelling(inner.value)
        what = f"the address of `{shown}` outlives that array, which nobody keeps"
        if node.attr == "data_as":
            what = f"the pointer to `{shown}` alone keeps that array"
        note(frame, node, "FP201", shown, what)


def is_temporary(node: ast.expr) -> bool:
    """Whether an expression makes a new array."""
    if isinstance(node, (ast.BinOp, ast.UnaryOp)):
        return True
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    base = node.func.value
    if isinstance(base, ast.Name) and base.id in ("np", "numpy"):
        return node.func.attr not in VIEWING
    return node.func.attr in COPYING


def note_growing(reading: Reading, source: Source, body: ast.AST) -> None:
    """Addresses of what grows later in the same function (FP202, FP203)."""
    taken: list[tuple[str, str, ast.AST, str]] = []
    grown: list[tuple[str, int, str]] = []
    for node in ast.walk(body):
        if isinstance(node, ast.Call):
            taken.extend(addresses(node))
            if isinstance(node.func, ast.Attribute) and node.func.attr in GROWING:
                how = f"`{node.func.attr}` at line {node.lineno}"
                grown.append((ast.unparse(node.func.value)[:80], node.lineno, how))
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, (ast.Add, ast.Mult)):
            how = f"the assignment at line {node.lineno}"
            grown.append((ast.unparse(node.target)[:80], node.lineno, how))
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                if isinstance(target, ast.Subscript):
                    how = f"`del` at line {node.lineno}"
                    grown.append((ast.unparse(target.value)[:80], node.lineno, how))
    for owner, code, node, what in taken:
        line: int = getattr(node, "lineno", 0)
        later = [how for name, number, how in grown if name == owner and number > line]
        if later:
            reading.suspicions.setdefault(
                (id(node), code),
                {
                    "code": code,
                    "symbol": owner,
                    "what": f"{what} `{owner}`, which {later[0]} may move",
                    "span": source.span(node),
                },
            )


def addresses(node: ast.Call) -> list[tuple[str, str, ast.AST, str]]:
    """The owner of memory of which a call gives the address, and the rule for it."""
    function = node.func
    attr = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if attr == "buffer_info" and isinstance(function, ast.Attribute):
        return [(ast.unparse(function.value)[:80], "FP202", node, "the address of")]
    if attr == "addressof" and node.args:
        inner = node.args[0]
        method = inner.func if isinstance(inner, ast.Call) else None
        is_view = isinstance(method, ast.Attribute) and method.attr == "from_buffer"
        if isinstance(inner, ast.Call) and is_view and inner.args:
            return [(ast.unparse(inner.args[0])[:80], "FP202", node, "the address of")]
    if attr == "frombuffer" and isinstance(function, ast.Attribute) and node.args:
        base = function.value
        if isinstance(base, ast.Name) and base.id == "torch":
            return [(ast.unparse(node.args[0])[:80], "FP203", node, "a tensor over")]
    return []
