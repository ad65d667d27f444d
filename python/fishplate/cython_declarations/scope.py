"""The names of one module: what Cython's declarations make of them, and where cimports lead."""

from __future__ import annotations

from fishplate.cython_declarations import places, shapes
from fishplate.cython_declarations.parser import kind_of
from fishplate.cython_declarations.places import innermost
from fishplate.cython_declarations.shapes import Shape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from fishplate.cython_declarations.parser import Node

    # Gives the scope of a module by its dotted name and the number of leading dots.
    Cimport = Callable[[str, int], "Scope | None"]

IN_PROGRESS = "it is declared by itself"
ELSEWHERE = "it is declared in a file that was not read"
# Classes of Python that Cython knows by name.
CLASSES = frozenset(
    (
        "BaseException",
        "Exception",
        "basestring",
        "bytearray",
        "bytes",
        "complex",
        "dict",
        "frozenset",
        "list",
        "memoryview",
        "object",
        "range",
        "set",
        "slice",
        "str",
        "tuple",
        "type",
        "unicode",
    )
)


class Scope:
    """What the names of a module stand for; each is worked out when it is asked for.

    Parameters
    ----------
    module
        The module's dotted name.
    cimport
        Finds other modules.
    """

    def __init__(self, module: str, cimport: Cimport) -> None:
        self.module = module
        self._cimport = cimport
        self._nodes: dict[str, Node] = {}
        self._shapes: dict[str, Shape] = {}
        self._aliases: dict[str, tuple[str, int, str]] = {}
        self._modules: dict[str, tuple[str, int]] = {}
        self._stars: list[tuple[str, int]] = []
        self._busy: set[str] = set()

    def add(self, node: Node) -> None:
        """Take a statement that may declare names."""
        kind = kind_of(node)
        if kind == "StatListNode":
            for one in node.stats:
                self.add(one)
        elif kind in ("CDefExternNode", "CompilerDirectivesNode"):
            self.add(node.body)
        elif kind == "CTypeDefNode":
            name = name_of(node.declarator)
            if name:
                self._nodes[name] = node
        elif kind in ("CStructOrUnionDefNode", "CEnumDefNode"):
            known = self._nodes.get(node.name) if node.name else None
            # A struct may be named first and declared later.
            if node.name and not (known is not None and getattr(known, "attributes", None)):
                self._nodes[node.name] = node
        elif kind in ("CppClassNode", "FusedTypeNode"):
            self._shapes[node.name] = shapes.unknown("it is no type of C")
        elif kind == "CClassDefNode":
            self._shapes[node.class_name] = shapes.python_object()
        elif kind == "FromCImportStatNode":
            self._add_names(node)
        elif kind == "CImportStatNode":
            if node.as_name:
                self._modules[node.as_name] = (node.module_name, 0)
            else:
                self._modules[node.module_name] = (node.module_name, 0)

    def _add_names(self, node: Node) -> None:
        level = max(node.relative_level or 0, 0)
        for entry in node.imported_names:
            name, alias = str(entry[1]), str(entry[2] or entry[1])
            if name == "*":
                self._stars.append((node.module_name, level))
            else:
                self._aliases[alias] = (node.module_name, level, name)

    def shape(self, name: str, path: list[str]) -> Shape | None:
        """The type of a name, behind the modules that lead to it; none if it is no type."""
        if path:
            return self._qualified(name, path)
        if name in self._shapes:
            return self._shapes[name]
        if name in self._busy:
            return shapes.unknown(IN_PROGRESS)
        self._busy.add(name)
        try:
            found = self._look(name)
        finally:
            self._busy.discard(name)
        if found is not None:
            self._shapes[name] = found
        return found

    def _look(self, name: str) -> Shape | None:
        node = self._nodes.get(name)
        if node is not None:
            return self._declared(name, node)
        if name in self._aliases:
            module, level, other = self._aliases[name]
            scope = self._cimport(module, level)
            if scope is None:
                # Nobody else has another name for it than C, as a rule.
                return shapes.named(other, shapes.unknown(ELSEWHERE))
            return scope.shape(other, [])
        for module, level in self._stars:
            scope = self._cimport(module, level)
            found = scope.shape(name, []) if scope is not None else None
            if found is not None:
                return found
        if name in CLASSES:
            return shapes.python_object()
        if self._stars and any(self._cimport(*star) is None for star in self._stars):
            return shapes.named(name, shapes.unknown(ELSEWHERE))
        return None

    def _qualified(self, name: str, path: list[str]) -> Shape | None:
        module, level = self._modules.get(".".join(path)) or self._modules.get(path[0]) or ("", 0)
        if not module:
            alias = self._aliases.get(path[0])
            if alias is None:
                return shapes.named(name, shapes.unknown(ELSEWHERE))
            # `from package cimport module`.
            module, level = f"{alias[0]}.{alias[2]}".strip("."), alias[1]
        scope = self._cimport(module, level)
        if scope is None:
            return shapes.named(name, shapes.unknown(ELSEWHERE))
        return scope.shape(name, [])

    def _declared(self, name: str, node: Node) -> Shape:
        kind = kind_of(node)
        is_extern = node.visibility == "extern"
        if kind == "CTypeDefNode":
            _, shape = declared(node.base_type, node.declarator, self)
            cname = cname_of(node.declarator) or name
            is_call = shape.kind["kind"] in ("callback", "function")
            if is_call:
                # It is compared as it is written here, and once, wherever it is used.
                return shape.settled(places.span(innermost(node.declarator)))
            # The header has the real type.
            return shapes.named(cname, shape) if is_extern else shape
        c_name = node.cname or name
        if kind == "CEnumDefNode":
            about = shapes.simple("c_int")
            word = "" if node.typedef_flag else "enum "
            return shapes.named(word + c_name, about) if is_extern else about
        if is_extern:
            word = "" if node.typedef_flag else f"{node.kind} "
            return shapes.named(word + c_name, shapes.unknown("only the header has its fields"))
        return shapes.record(f"{self.module}.{name}")

    def record_node(self, name: str) -> Node | None:
        """The declaration of a struct or union that this module defines itself."""
        node = self._nodes.get(name)
        return node if node is not None and kind_of(node) == "CStructOrUnionDefNode" else None


def declared(base: Node, declarator: Node, scope: Scope) -> tuple[Node, Shape]:
    """The innermost declarator, which has the name, and the type that a declaration gives it."""
    shape = base_shape(base, scope, is_alone=is_empty(declarator))
    if places.has_function(declarator):
        shape = shape.placed(places.spelling(base, declarator, is_result=True), places.span(base))
    node = declarator
    while True:
        kind = kind_of(node)
        if kind == "CNameDeclaratorNode":
            return node, shape
        if kind == "CPtrDeclaratorNode":
            shape = shapes.pointer(shape)
        elif kind == "CArrayDeclaratorNode":
            shape = shapes.array(shape, whole_number(node.dimension))
        elif kind == "CFuncDeclaratorNode":
            words = str(getattr(node, "calling_convention", "") or node.base.calling_convention)
            convention = "stdcall" if words == "__stdcall" else "c"
            shape = shapes.function(shape, parameters(node, scope), convention)
        elif kind not in ("CConstDeclaratorNode", "CQualifierDeclaratorNode"):
            shape = shapes.unknown("it is a type of C++")
        node = node.base


def parameters(node: Node, scope: Scope) -> list[Shape]:
    """The types of a function's parameters; `(void)` is Cython's `()` too."""
    found = []
    for one in node.args:
        _, shape = declared(one.base_type, one.declarator, scope)
        found.append(shape.placed(places.spelling(one.base_type, one.declarator), places.span(one)))
    return found


def base_shape(node: Node, scope: Scope, is_alone: bool = False) -> Shape:
    """The type before the declarator.

    A name that stands alone and is no type is that of a parameter, which is then a Python object.
    """
    kind = kind_of(node)
    while kind in ("CConstOrVolatileTypeNode", "CQualifierTypeNode", "CConstTypeNode"):
        node = node.base_type
        kind = kind_of(node)
    if kind == "CComplexBaseTypeNode":
        return declared(node.base_type, node.declarator, scope)[1]
    if kind == "TemplatedTypeNode" and not node.keyword_args.key_value_pairs:
        # `int[3]` before a name looks like a template of C++.
        counts = [whole_number(one) for one in node.positional_args or []]
        if not counts or (len(counts) == 1 and counts[0] is not None):
            element = base_shape(node.base_type_node, scope)
            return shapes.array(element, counts[0] if counts else None)
    if kind != "CSimpleBaseTypeNode":
        return shapes.unknown("it is a type of Cython's own")
    if node.is_basic_c_type:
        return shapes.basic(node.name, node.signed, node.longness, bool(node.complex))
    if node.name is None:
        return shapes.python_object()
    found = scope.shape(node.name, [str(part) for part in node.module_path])
    if found is None:
        is_object = is_alone and not node.module_path
        return shapes.python_object() if is_object else shapes.unknown(ELSEWHERE)
    return found


def whole_number(node: Node | None) -> int | None:
    """The value of a number that is written out."""
    if node is None or kind_of(node) != "IntNode":
        return None
    try:
        return int(str(node.value).rstrip("uUlL"), 0)
    except ValueError:
        return None


def is_empty(declarator: Node) -> bool:
    """Whether a declarator is nothing at all."""
    return kind_of(declarator) == "CNameDeclaratorNode" and not declarator.name


def name_of(declarator: Node) -> str:
    """The name that a declarator gives."""
    return str(innermost(declarator).name or "")


def cname_of(declarator: Node) -> str:
    """The name in quotes behind it; empty where there is none."""
    return str(innermost(declarator).cname or "")
