"""The `extern` declarations of a file: functions, records, callback types and constants.

Where a block names a header, the C compiler sees the library's own declarations beside these; what
it then refuses or takes from there is marked as verified. A block from `*`, or from nothing, is
believed as it stands.
"""

from __future__ import annotations

import re

from fishplate.cython_declarations import scope as names
from fishplate.cython_declarations.parser import kind_of
from fishplate.cython_declarations.places import innermost, span, spelling, word
from fishplate.cython_declarations.scope import declared, parameters
from fishplate.declarations import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from fishplate.cython_declarations.modules import File
    from fishplate.cython_declarations.parser import Node
    from fishplate.cython_declarations.scope import Scope
    from fishplate.cython_declarations.shapes import Shape
    from fishplate.declarations.model import DeclaredField, DeclaredType

IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z")


class Block:
    """What the block around a declaration says.

    Parameters
    ----------
    header
        The header that it names; empty for none.
    is_verified
        Whether the C compiler sees the library's own declarations.
    """

    __slots__ = ("header", "is_verified")

    def __init__(self, header: str = "", is_verified: bool = False) -> None:
        self.header = header
        self.is_verified = is_verified


class Externs:
    """Takes the declarations out of a file's tree.

    Parameters
    ----------
    file
        The file.
    scope
        Its names.
    """

    def __init__(self, file: File, scope: Scope) -> None:
        self._file = file
        self._scope = scope
        self.functions: list[dict[str, Any]] = []
        self.records: list[dict[str, Any]] = []
        self.callbacks: list[dict[str, Any]] = []
        self.constants: list[dict[str, Any]] = []
        self.unresolved: list[dict[str, Any]] = []
        # The declared functions with their nodes and blocks, for rules about how they are declared.
        self.seen: list[tuple[Node, Block]] = []
        self._needed: set[str] = set()

    def read(self) -> None:
        """Walk through the file."""
        self._statement(self._file.tree.body, None)
        self._own_records()

    def _statement(self, node: Node, block: Block | None) -> None:
        kind = kind_of(node)
        if kind == "StatListNode":
            for one in node.stats:
                self._statement(one, block)
        elif kind == "CompilerDirectivesNode":
            self._statement(node.body, block)
        elif kind == "CDefExternNode":
            self._block(node)
        elif kind == "CppClassNode":
            self._leave_out(node, f"the class `{node.name}`", "it is a class of C++")
        elif kind == "CVarDefNode" and node.visibility == "extern":
            for declarator in node.declarators:
                self._variable(node, declarator, block or Block())
        elif kind == "CStructOrUnionDefNode" and node.visibility == "extern":
            # No extern block lays a record out: some header does, whichever it is.
            if node.attributes is not None:
                self._record(node, self._scope, is_verified=True)
        elif kind == "CTypeDefNode" and node.visibility == "extern":
            self._callback(node, block or Block())
        elif kind == "CEnumDefNode" and node.visibility != "extern":
            self._constants(node)

    def _block(self, node: Node) -> None:
        header = str(node.include_file or "")
        if node.namespace:
            what = f"the block of the namespace `{node.namespace}`"
            self._leave_out(node, what, "its names are C++'s")
            return
        # C text in the block stands before everything that is declared in it.
        has_text = bool(str(node.verbatim_include or "").strip())
        self._statement(node.body, Block(header.strip("<>") or "*", bool(header) or has_text))

    def _variable(self, node: Node, declarator: Node, block: Block) -> None:
        call = function_part(declarator)
        if call is None:
            # A variable, or a macro that stands for a value.
            return
        name = innermost(declarator)
        symbol = str(name.cname or name.name or "")
        if not IDENTIFIER.match(symbol):
            self._leave_out(name, f"the function `{name.name}`", "C text stands for its name")
            return
        _, shape = declared(node.base_type, declarator, self._scope)
        arguments = [
            self._typed(one, shape_of)
            for one, shape_of in zip(call.args, parameters(call, self._scope), strict=True)
        ]
        result = shape.inner["result"]
        self._needed |= shape.records()
        self.functions.append(
            {
                "symbol": symbol,
                "library": block.header,
                "arguments": arguments,
                "is_variadic": bool(call.has_varargs),
                "result": {
                    "is": "type",
                    "type": result.at(
                        spelling(node.base_type, declarator, is_result=True),
                        span(node.base_type),
                    ),
                },
                "has_errcheck": False,
                "convention": shape.kind["convention"],
                "is_guarded": False,
                "is_verified": block.is_verified,
                "origin": "cython",
                "span": span(name),
            }
        )
        self.seen.append((call, block))

    def _typed(self, node: Node, shape: Shape) -> DeclaredType:
        return shape.at(spelling(node.base_type, node.declarator), span(node))

    def _callback(self, node: Node, block: Block) -> None:
        name = innermost(node.declarator)
        shape = self._scope.shape(str(name.name), [])
        if shape is None or shape.kind["kind"] not in ("callback", "function"):
            return
        self._needed |= shape.records()
        told: Any = shape.at(str(name.name), span(name))
        callback = {
            "name": str(name.cname or name.name),
            "signature": told["signature"],
            "is_verified": block.is_verified,
            "origin": "cython",
            "span": span(name),
        }
        self.callbacks.append(callback)

    def _record(self, node: Node, scope: Scope, is_verified: bool) -> None:
        fields: list[DeclaredField] = []
        for one in node.attributes or []:
            declarators = getattr(one, "declarators", None) or []
            for declarator in declarators:
                name, shape = declared(one.base_type, declarator, scope)
                self._needed |= shape.records()
                place = span(name)
                field: Any = {
                    "name": str(name.cname or name.name),
                    "type": shape.at(spelling(one.base_type, declarators[0]), place),
                    "span": place,
                }
                fields.append(field)
        c_name = str(node.cname or node.name)
        self.records.append(
            {
                "name": f"{scope.module}.{node.name}",
                "short_name": c_name,
                "is_union": node.kind == "union",
                **({"pack": 1} if getattr(node, "packed", False) else {}),
                "is_swapped": False,
                "is_verified": is_verified,
                "fields": fields,
                "origin": "cython",
                "span": word(node, str(node.name)),
            }
        )

    def _own_records(self) -> None:
        """Tell of the records that Cython itself lays out and an extern function is given."""
        told: set[str] = set()
        while self._needed - told:
            name = (self._needed - told).pop()
            told.add(name)
            module, _, short = name.rpartition(".")
            node = self._scope.record_node(short) if module == self._scope.module else None
            if node is not None and node.attributes is not None:
                self._record(node, self._scope, is_verified=False)

    def _constants(self, node: Node) -> None:
        following: int | None = 0
        for item in node.items or []:
            value = following if item.value is None else names.whole_number(item.value)
            following = None if value is None else value + 1
            if value is not None:
                name = str(item.cname or item.name)
                self.constants.append({"name": name, "value": value, "span": span(item)})

    def _leave_out(self, node: Node, what: str, why: str) -> None:
        if len(self.unresolved) < limits.NOTES:
            self.unresolved.append({"what": what, "why": why, "span": span(node)})


def function_part(declarator: Node) -> Node | None:
    """The part of a declarator that makes it a function; none where it is a pointer to one."""
    node, call = declarator, None
    while kind_of(node) != "CNameDeclaratorNode":
        call = node if kind_of(node) == "CFuncDeclaratorNode" else None
        node = node.base
    return call
