"""Addresses of memory that may be gone or moved when they are used (FP201, FP202, FP203).

They are heuristics over one function's text: each says what was seen, and a rule decides whether
it is shown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from fishplate.declarations.source import Source
from fishplate.declarations.suspicions import is_keeping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fishplate.declarations.scope import Reading

# What must stand in a file for one of them to be in it.
WORDS = (b"buffer_info", b"frombuffer", b"addressof", b".ctypes", b"__array_interface__")
TEXTS = tuple(word.decode() for word in WORDS)
# What names mean where a file does not say it.
USUAL = {"ctypes": "ctypes", "np": "numpy", "numpy": "numpy", "torch": "torch"}
# Methods of an array that give a new one.
COPYING = {"astype", "byteswap", "copy", "flatten", "tobytes"}
# What gives a view of an array: as long-lived as that is.
VIEWING = {"ravel", "reshape", "squeeze", "swapaxes", "transpose", "view"}
VIEWS = {"T", "flat", "imag", "real"}
# Functions of NumPy that give a view of what lives on.
LENDING = {"frombuffer", "from_dlpack", "broadcast_to", "reshape", "transpose", "squeeze"}
# Methods of a tensor whose result has memory of its own.
OWNING = {"clone", "item", "max", "mean", "min", "sum", "tolist"}
# Calls that hand the address on and keep nothing.
PASSING = {"c_void_p", "cast", "int", "tuple", "list"}
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
LOOPS = (ast.For, ast.AsyncFor, ast.While)
SHOWN = 80


def note(reading: Reading, source: Source, body: ast.AST, names: dict[str, str]) -> None:
    """Note what a function, or the top of a file, does with addresses.

    Parameters
    ----------
    reading
        Where patterns are noted.
    source
        The file.
    body
        The function, or the top of the file.
    names
        What names mean in full, as `meanings` gives it: once for a file, which may have thousands
        of functions.
    """
    Body(reading, source, body, names).note()


def meanings(tree: ast.Module) -> dict[str, str]:
    """What names mean in full in a file."""
    return USUAL | dict(imports(tree))


def words(names: dict[str, str]) -> tuple[str, ...]:
    """The words of which a function has one where it takes an address."""
    lent = [name for name, meaning in names.items() if meaning.endswith(".frombuffer")]
    return (*TEXTS, *lent)


def may_take(source: Source, body: ast.AST, taking: tuple[str, ...]) -> bool:
    """Whether the text of a function has one of the words.

    To look at each node of each function would cost more than all the rest of the reading.
    """
    first: int | None = getattr(body, "lineno", None)
    if first is None:
        return True
    text = "\n".join(source.lines[first - 1 : getattr(body, "end_lineno", first)])
    return any(word in text for word in taking)


class Body:
    """A function's tree with the way up from each node.

    Parameters
    ----------
    reading
        Where patterns are noted.
    source
        The file.
    body
        The function, or the top of the file.
    names
        What names mean in full.
    """

    def __init__(
        self, reading: Reading, source: Source, body: ast.AST, names: dict[str, str]
    ) -> None:
        self._reading = reading
        self._source = source
        self._nodes = list(ast.walk(body))
        self._parents = {
            child: node for node in self._nodes for child in ast.iter_child_nodes(node)
        }
        self._imports = names

    def note(self) -> None:
        """Note every pattern once."""
        grown = [one for node in self._nodes for one in self.growths(node)]
        budget = self._reading.budget
        for node in self._nodes:
            budget.spend()
            if isinstance(node, ast.Attribute):
                self.note_temporary(node)
            for owner, code, what in self.addresses(node):
                budget.spend(len(grown))
                later = [
                    how
                    for name, at, how in grown
                    if name == owner and place(at) > place(node) and self.is_used(node, at, code)
                ]
                if later:
                    told = f"{what} `{owner}`, which {later[0]} may move"
                    self.tell(node, code, owner, told)

    def tell(self, node: ast.AST, code: str, symbol: str, what: str) -> None:
        """Note a pattern, once for a place."""
        self._reading.suspicions.setdefault(
            (id(node), code),
            {"code": code, "symbol": symbol, "what": what, "span": self._source.span(node)},
        )

    def note_temporary(self, node: ast.Attribute) -> None:
        """The address of an array that nobody keeps (FP201)."""
        inner: ast.expr = node.value
        if node.attr in ("data", "data_as"):
            if not (isinstance(inner, ast.Attribute) and inner.attr == "ctypes"):
                return
            inner = inner.value
        elif node.attr != "__array_interface__":
            return
        if not self.is_temporary(inner):
            return
        shown = self._source.spelling(inner)
        what = f"the address of `{shown}` outlives that array, which nobody keeps"
        if node.attr == "data_as":
            if self.lives_for_a_call(node):
                return
            what = f"the pointer to `{shown}` alone keeps that array"
        self.tell(node, "FP201", shown, what)

    def lives_for_a_call(self, node: ast.Attribute) -> bool:
        """Whether `data_as` stands among the arguments of a call, which its result outlives."""
        made = self._parents.get(node)
        outer = self._parents.get(made) if made is not None else None
        if not isinstance(outer, ast.Call) or made not in outer.args:
            return False
        name = last_name(outer.func)
        return name not in PASSING and not is_keeping(name)

    def is_temporary(self, node: ast.expr) -> bool:
        """Whether an expression makes a new array, or a view of one."""
        if isinstance(node, (ast.BinOp, ast.UnaryOp)):
            return True
        if isinstance(node, ast.Subscript):
            return self.is_temporary(node.value)
        if isinstance(node, ast.Attribute):
            return node.attr in VIEWS and self.is_temporary(node.value)
        if not isinstance(node, ast.Call):
            return False
        whole = self.dotted(node.func)
        if whole.startswith("numpy."):
            return whole.rpartition(".")[2] not in LENDING
        if not isinstance(node.func, ast.Attribute):
            return False
        method = node.func.attr
        return method in COPYING or (method in VIEWING and self.is_temporary(node.func.value))

    def dotted(self, node: ast.expr) -> str:
        """A name with what it was imported as, in full; empty where it is none."""
        if isinstance(node, ast.Name):
            return self._imports.get(node.id, "")
        if isinstance(node, ast.Attribute):
            base = self.dotted(node.value)
            return f"{base}.{node.attr}" if base else ""
        return ""

    def growths(self, node: ast.AST) -> Iterator[tuple[str, ast.AST, str]]:
        """What grows here, and how it is said."""
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Call):
            function = node.func
            if self.dotted(function) == "ctypes.resize" and node.args:
                yield shown(node.args[0]), node, f"`resize` at line {line}"
            elif isinstance(function, ast.Attribute) and function.attr in GROWING:
                yield shown(function.value), node, f"`{function.attr}` at line {line}"
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, (ast.Add, ast.Mult)):
            yield shown(node.target), node, f"the assignment at line {line}"
        elif isinstance(node, ast.Delete):
            for target in node.targets:
                if isinstance(target, ast.Subscript):
                    yield shown(target.value), node, f"`del` at line {line}"

    def addresses(self, node: ast.AST) -> Iterator[tuple[str, str, str]]:
        """The owner of memory of which the address is taken here, and the rule for it."""
        if isinstance(node, ast.Attribute) and node.attr == "data":
            inner = node.value
            if isinstance(inner, ast.Attribute) and inner.attr == "ctypes":
                yield shown(inner.value), "FP202", "the address of"
        if not isinstance(node, ast.Call):
            return
        name = last_name(node.func)
        if name == "buffer_info" and isinstance(node.func, ast.Attribute):
            yield shown(node.func.value), "FP202", "the address of"
        elif name == "addressof" and node.args:
            inner = node.args[0]
            is_view = isinstance(inner, ast.Call) and last_name(inner.func) == "from_buffer"
            if isinstance(inner, ast.Call) and is_view and inner.args:
                yield shown(inner.args[0]), "FP202", "the address of"
            elif isinstance(inner, (ast.Name, ast.Attribute)):
                yield shown(inner), "FP202", "the address of"
        elif self.dotted(node.func) == "torch.frombuffer":
            given = [*node.args[:1], *(one.value for one in node.keywords if one.arg == "buffer")]
            for owner in given:
                yield shown(owner), "FP203", "a tensor over"

    def is_used(self, taken: ast.AST, grown: ast.AST, code: str) -> bool:
        """Whether an address may still be used after its memory has moved."""
        around = self._parents.get(taken)
        while around is not None and not isinstance(around, ast.stmt):
            if isinstance(around, ast.Attribute) and code == "FP203" and around.attr in OWNING:
                return False
            if isinstance(around, ast.Call) and code == "FP202":
                name = last_name(around.func)
                # A call has ended before anything behind it grows, but for one that keeps.
                if name not in PASSING:
                    return is_keeping(name)
            around = self._parents.get(around)
        loop = self.loop_around(taken, grown)
        if loop is None or not isinstance(around, ast.Assign):
            return True
        # In the next round it is taken anew; so what counts is its use behind the growth.
        names = {
            one.id
            for target in around.targets
            for one in ast.walk(target)
            if isinstance(one, ast.Name)
        }
        return not names or any(
            isinstance(one, ast.Name)
            and isinstance(one.ctx, ast.Load)
            and one.id in names
            and place(one) > place(grown)
            for one in self._nodes
        )

    def loop_around(self, taken: ast.AST, grown: ast.AST) -> ast.AST | None:
        """The innermost loop that both stand in."""
        loops = set(self.loops(grown))
        return next((loop for loop in self.loops(taken) if loop in loops), None)

    def loops(self, node: ast.AST) -> Iterator[ast.AST]:
        """The loops around a node, from the innermost."""
        around = self._parents.get(node)
        while around is not None:
            if isinstance(around, LOOPS):
                yield around
            around = self._parents.get(around)


def imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each imported name with what it means."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.asname or alias.name, alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def last_name(node: ast.expr) -> str:
    """The last part of a called name."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def shown(node: ast.expr) -> str:
    """An owner as the source has it, to tell it from others."""
    return ast.unparse(node)[:SHOWN]


def place(node: ast.AST) -> tuple[int, int]:
    """Where a node begins, to compare."""
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
