"""Variables of `prange` loops that are neither private to an iteration nor a reduction.

Cython gives each thread its own copy of a variable that a `prange` assigns to, without a value;
only an in-place operator on a plain name makes a reduction of it. So a plain name that an iteration
reads before it sets it holds nothing, and an element that is the same in every iteration is
everybody's.
"""

from __future__ import annotations

from fishplate.cython_declarations.parser import children, kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from fishplate.cython_declarations.parser import Node

CODE = "FP210"
MODULE = "cython.parallel"
PRANGE = "prange"
CALLS = ("SimpleCallNode", "GeneralCallNode")


def racing(tree: Node) -> Iterator[tuple[Node, str, str]]:
    """The suspicious assignments of a file: node, name and what was seen."""
    names = {PRANGE}
    for node in every(tree):
        if kind_of(node) == "FromCImportStatNode" and node.module_name == MODULE:
            names |= {str(one[2] or one[1]) for one in node.imported_names if one[1] == PRANGE}
        elif kind_of(node) == "FromImportStatNode":
            names |= {str(target.name) for name, target in node.items if name == PRANGE}
    for node in every(tree):
        if is_prange(node, names):
            yield from Loop(node).found()


def every(tree: Node) -> Iterator[Node]:
    """All nodes of a tree, outer ones first; a stack of our own, since trees may be deep."""
    open_nodes = [tree]
    while open_nodes:
        node = open_nodes.pop()
        yield node
        open_nodes.extend(reversed(list(children(node))))


def is_prange(node: Node, names: set[str]) -> bool:
    """Whether a statement is a loop over `prange(...)`."""
    if kind_of(node) != "ForInStatNode":
        return False
    call = getattr(node.iterator, "sequence", None)
    if call is None or kind_of(call) not in CALLS:
        return False
    called = call.function
    if kind_of(called) == "NameNode":
        return called.name in names
    return kind_of(called) == "AttributeNode" and called.attribute == PRANGE


class Loop:
    """One loop over `prange`.

    Parameters
    ----------
    node
        Its statement.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._plain: dict[str, Node] = {}
        self._varying = set(names_of(node.target))
        for one in every(node.body):
            for target in targets(one):
                self._varying |= set(names_of(target))
                if kind_of(one) != "ForInStatNode":
                    for name in names_of(target):
                        self._plain.setdefault(name, target)
        self._early: dict[str, Node] = {}

    def found(self) -> Iterator[tuple[Node, str, str]]:
        """The assignments that threads undo for each other."""
        self._block(self._node.body, set(names_of(self._node.target)))
        for name, node in self._early.items():
            yield node, name, f"`{name}` is read and then set in a `prange`, and it is no reduction"
        for node, name in shared(self._node.body, self._varying):
            yield node, name, f"every thread of a `prange` changes the same `{name}`"

    def _block(self, node: Node, known: set[str]) -> set[str]:
        """Go through statements in their order; gives the names that are set behind them."""
        kind = kind_of(node)
        if kind == "StatListNode":
            for one in node.stats:
                known = self._block(one, known)
            return known
        if kind == "IfStatNode":
            return self._branches(node, known)
        if kind in ("ForInStatNode", "ForFromStatNode"):
            inner = known | set(names_of(node.target))
            for part in children(node):
                if part not in (node.body, node.target, node.else_clause):
                    self._reads(part, known)
            # A loop that does not run at all is not what this looks for.
            known = self._block(node.body, inner)
            return known if node.else_clause is None else self._block(node.else_clause, known)
        if kind == "InPlaceAssignmentNode":
            self._reads(node.rhs, known)
            if kind_of(node.lhs) != "NameNode":
                self._reads(node.lhs, known)
            return known
        set_here = targets(node)
        if set_here:
            self._reads(node.rhs, known)
            for target in set_here:
                for part in target_parts(target):
                    if kind_of(part) != "NameNode":
                        self._reads(part, known)
            return known | {name for target in set_here for name in names_of(target)}
        for part in children(node):
            known = self._block(part, known) if is_statement(part) else self._read(part, known)
        return known

    def _branches(self, node: Node, known: set[str]) -> set[str]:
        after: list[set[str]] = []
        for clause in node.if_clauses:
            self._reads(clause.condition, known)
            after.append(self._block(clause.body, set(known)))
        after.append(
            set(known) if node.else_clause is None else self._block(node.else_clause, set(known))
        )
        return set.intersection(*after)

    def _read(self, node: Node, known: set[str]) -> set[str]:
        self._reads(node, known)
        return known

    def _reads(self, node: Node | None, known: set[str]) -> None:
        for one in every(node) if node is not None else ():
            if kind_of(one) == "NameNode" and one.name in self._plain and one.name not in known:
                self._early.setdefault(str(one.name), self._plain[one.name])


def is_statement(node: Node) -> bool:
    """Whether a node is a statement and no expression."""
    return kind_of(node).endswith(("StatNode", "AssignmentNode", "StatListNode", "ClauseNode"))


def targets(node: Node) -> list[Node]:
    """What a plain assignment or a loop sets."""
    kind = kind_of(node)
    if kind == "SingleAssignmentNode":
        return [node.lhs]
    if kind == "CascadedAssignmentNode":
        return list(node.lhs_list)
    if kind == "ForInStatNode":
        return [node.target]
    return []


def target_parts(target: Node) -> list[Node]:
    """The single targets of `a, b = …`."""
    if kind_of(target) in ("TupleNode", "ListNode"):
        return [part for one in target.args for part in target_parts(one)]
    return [target]


def names_of(target: Node) -> list[str]:
    """The plain names of a target."""
    parts = target_parts(target)
    return [str(part.name) for part in parts if kind_of(part) == "NameNode"]


def shared(body: Node, varying: set[str]) -> Iterator[tuple[Node, str]]:
    """The elements and attributes that each iteration changes, and that are the same in each."""
    open_nodes = [body]
    while open_nodes:
        node = open_nodes.pop()
        # Under a lock or the GIL one thread at a time gets there.
        if kind_of(node) in ("GILStatNode", "WithStatNode"):
            continue
        open_nodes.extend(reversed(list(children(node))))
        kind = kind_of(node)
        if kind == "InPlaceAssignmentNode":
            target = node.lhs
        elif kind == "SingleAssignmentNode":
            target = node.lhs
            text = text_of(target)
            if text is None or all(text_of(one) != text for one in every(node.rhs)):
                continue
        else:
            continue
        name = text_of(target)
        if kind_of(target) == "NameNode" or name is None:
            continue
        if all(one.name not in varying for one in every(target) if kind_of(one) == "NameNode"):
            yield leftmost(target), name


def leftmost(node: Node) -> Node:
    """The node that an element or attribute begins with; Cython's own place is behind it."""
    while kind_of(node) in ("IndexNode", "AttributeNode"):
        node = node.base if kind_of(node) == "IndexNode" else node.obj
    return node


def text_of(node: Node) -> str | None:
    """A name, attribute or element as text; none for anything else."""
    kind = kind_of(node)
    if kind == "NameNode":
        return str(node.name)
    if kind == "IntNode":
        return str(node.value)
    if kind == "AttributeNode":
        inner = text_of(node.obj)
        return None if inner is None else f"{inner}.{node.attribute}"
    if kind == "IndexNode":
        base, index = text_of(node.base), text_of(node.index)
        return None if base is None or index is None else f"{base}[{index}]"
    return None
