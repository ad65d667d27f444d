"""Works out the value of an expression.

What is not understood is `Unknown`; an expression never stops the reading. Its parts are always
worked through, since a call of a native function may stand anywhere.
"""

from __future__ import annotations

import ast

from fishplate.declarations import attributes, branches, calls, limits, loops, operators
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import (
    DECLARING,
    UNKNOWN_BOOL,
    UNKNOWN_TEXT,
    Constant,
    CType,
    Function,
    Item,
    Kind,
    Mapping,
    Origin,
    Sequence,
    Undecided,
    Unknown,
    Value,
    is_informative,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Any


def evaluate(frame: Frame, node: ast.expr) -> Value:
    """The value of an expression."""
    evaluator = EVALUATORS.get(node.__class__)
    return evaluator(frame, node) if evaluator else frame.unknown(node)


def evaluate_item(frame: Frame, node: ast.expr) -> Item:
    """The value of an expression with where it was written.

    A parameter's value was written where the call is, a row's where the table is; anything else
    at the expression itself.
    """
    evaluator = ITEM_EVALUATORS.get(node.__class__)
    if evaluator is not None:
        return evaluator(frame, node)
    return Item(evaluate(frame, node), Origin(frame.source, node, frame.depth))


def name_item(frame: Frame, node: ast.Name) -> Item:
    """A name with where its value was written."""
    value = frame.find(node.id)
    if value is None:
        value = Unknown(node.id, origin=frame.origin(node))
    origin = frame.find_origin(node.id) or Origin(frame.source, node, frame.depth)
    return Item(value, origin)


def attribute_item(frame: Frame, node: ast.Attribute) -> Item:
    """An attribute with where its value was written."""
    return attributes.get_item(frame, evaluate(frame, node.value), node)


def conditional_item(frame: Frame, node: ast.IfExp) -> Item:
    """`a if test else b`, with where it was written."""
    decided = operators.truth(evaluate(frame, node.test))
    if decided is not None:
        return evaluate_item(frame, node.body if decided else node.orelse)
    first, second = evaluate_item(frame, node.body), evaluate_item(frame, node.orelse)
    if isinstance(first.value, CType) and branches.differ(first.value, second.value):
        return Item(Undecided(frame.source.spelling(node)), first.origin)
    if isinstance(first.value, Constant) and isinstance(second.value, Constant):
        return Item(best_of(first.value, second.value), first.origin)
    return first if best_of(first.value, second.value) is first.value else second


def constant(frame: Frame, node: ast.Constant) -> Value:
    """A literal."""
    if isinstance(node.value, str):
        return Constant(node.value, frame.origin(node))
    return Constant(node.value)


def name(frame: Frame, node: ast.Name) -> Value:
    """A name, as far as it is bound."""
    value = frame.find(node.id)
    if value is None:
        return Unknown(node.id, origin=frame.origin(node))
    return value


def attribute(frame: Frame, node: ast.Attribute) -> Value:
    """An attribute."""
    return attributes.get(frame, evaluate(frame, node.value), node.attr, node)


def call(frame: Frame, node: ast.Call) -> Value:
    """A call."""
    return calls.evaluate_call(frame, node)


def subscript(frame: Frame, node: ast.Subscript) -> Value:
    """An element, an entry or a slice."""
    return subscript_item(frame, node).value


def subscript_item(frame: Frame, node: ast.Subscript) -> Item:
    """An element, an entry or a slice, with where it was written."""
    base = evaluate(frame, node.value)
    if isinstance(node.slice, ast.Slice):
        bounds = [
            evaluate(frame, part) if part else None
            for part in (node.slice.lower, node.slice.upper, node.slice.step)
        ]
        return Item(operators.slice_of(base, bounds), frame.origin(node))
    index = literal_item(frame, node.slice, node).value
    return attributes.get_element(frame, base, index, node)


def literal_item(frame: Frame, node: ast.expr, around: ast.AST) -> Item:
    """An item of a call or a row: a string in it stands where the whole begins."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return Item(Constant(node.value, frame.origin(around)), frame.origin(node))
    return evaluate_item(frame, node)


def display(frame: Frame, node: ast.List | ast.Tuple | ast.Set) -> Value:
    """A list, tuple or set."""
    is_row = any(not is_text(element) for element in node.elts)
    items: list[Item] = []
    is_open = False
    for element in node.elts:
        if isinstance(element, ast.Starred):
            spread = operators.items_of(evaluate(frame, element.value), frame, element)
            items.extend(spread.items)
            is_open = is_open or spread.is_open
        else:
            items.append(literal_item(frame, element, node if is_row else element))
    frame.reading.budget.spend(1 + len(items) // 16)
    kind = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set"}[node.__class__]
    return Sequence(kind, items, is_open)


def is_text(node: ast.expr) -> bool:
    """Whether an expression is a string literal."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def dictionary(frame: Frame, node: ast.Dict) -> Value:
    """A dictionary, as far as its keys are constants."""
    entries: dict[Hashable, tuple[Item, Item]] = {}
    is_open = False
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            merged = evaluate(frame, value)
            if isinstance(merged, Mapping):
                entries.update(merged.entries)
                is_open = is_open or merged.is_open
            else:
                is_open = True
            continue
        key_item = evaluate_item(frame, key)
        item = evaluate_item(frame, value)
        hashable = operators.key_of(key_item.value)
        if hashable is None:
            is_open = True
        else:
            entries[hashable] = (key_item, item)
    return Mapping(entries, is_open)


def binary(frame: Frame, node: ast.BinOp) -> Value:
    """An operation on two values."""
    left = evaluate(frame, node.left)
    right = evaluate_item(frame, node.right)
    left_item = Item(left, frame.origin(node.left))
    if isinstance(node.op, ast.Mult):
        # The place of an array's element is where that is written, be it a parameter.
        left_item = evaluate_item(frame, node.left) if is_plain(node.left) else left_item
    return operators.binary(frame, node.op, left_item, right)


def is_plain(node: ast.expr) -> bool:
    """Whether an expression may be worked out twice without harm."""
    return isinstance(node, (ast.Name, ast.Attribute)) and not isinstance(
        getattr(node, "value", None), ast.Call
    )


def unary(frame: Frame, node: ast.UnaryOp) -> Value:
    """An operation on one value."""
    return operators.unary(node.op, evaluate(frame, node.operand))


def boolean(frame: Frame, node: ast.BoolOp) -> Value:
    """`and` and `or`: the value that decides, else the first that says something."""
    is_or = isinstance(node.op, ast.Or)
    best: Value | None = None
    is_open = False
    for part in node.values:
        value = evaluate(frame, part)
        decided = operators.truth(value)
        if decided is is_or:
            return value if not is_open or best is None else best_of(best, value)
        if decided is None:
            is_open = True
            best = value if best is None else best_of(best, value)
        elif part is node.values[-1] and not is_open:
            return value
    return best if best is not None else UNKNOWN_BOOL


def best_of(first: Value, second: Value) -> Value:
    """The value that says more; undecided between two constants."""
    if not is_informative(first):
        return second if is_informative(second) else first
    if isinstance(second, DECLARING) and not isinstance(first, DECLARING):
        return second
    if isinstance(first, Constant) and isinstance(second, Constant):
        return first if first.value == second.value else Kind("other")
    return first


def compare(frame: Frame, node: ast.Compare) -> Value:
    """A chain of comparisons."""
    left = evaluate(frame, node.left)
    result: bool | None = True
    for op, part in zip(node.ops, node.comparators, strict=True):
        right = evaluate(frame, part)
        one = operators.compare(op, left, right)
        if one is False:
            result = False
        elif one is None and result:
            result = None
        left = right
    return UNKNOWN_BOOL if result is None else Constant(result)


def conditional(frame: Frame, node: ast.IfExp) -> Value:
    """`a if test else b`."""
    return conditional_item(frame, node).value


def joined(frame: Frame, node: ast.JoinedStr) -> Value:
    """An f-string, if its parts are constants."""
    text: Value = Constant("", frame.origin(node))
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            value = evaluate(frame, part.value)
            if part.format_spec is not None or part.conversion not in (-1, ord("s")):
                value = UNKNOWN_TEXT
            elif isinstance(value, Constant) and isinstance(value.value, int):
                value = Constant(operators.decimal(value.value))
        else:
            value = evaluate(frame, part)
        text = operators.joined(text, value)
    return text


def lambda_(frame: Frame, node: ast.Lambda) -> Value:
    """A function without a name."""
    return make_function(frame, node)


def make_function(
    frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
) -> Function:
    """A function with its defaults."""
    arguments = node.args
    defaults: dict[str, Item] = {}
    positional = arguments.posonlyargs + arguments.args
    for parameter, default in zip(reversed(positional), reversed(arguments.defaults), strict=False):
        defaults[parameter.arg] = evaluate_item(frame, default)
    for parameter, keyword in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if keyword is not None:
            defaults[parameter.arg] = evaluate_item(frame, keyword)
    function = Function(node, frame, defaults)
    frame.reading.functions.append(function)
    return function


def comprehension(
    frame: Frame, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp
) -> Value:
    """A comprehension, over known items as well as over unknown ones."""
    inner = Frame(frame.reading, frame.source, frame.module, frame)
    inner.depth = frame.depth
    inner.statement = frame.statement
    inner.function = frame.function
    inner.self_value = frame.self_value
    items: list[Item] = []
    entries: dict[Hashable, tuple[Item, Item]] = {}

    def add() -> bool:
        if isinstance(node, ast.DictComp):
            key = evaluate_item(inner, node.key)
            hashable = operators.key_of(key.value)
            item = evaluate_item(inner, node.value)
            if hashable is None:
                return False
            entries[hashable] = (key, item)
        else:
            items.append(evaluate_item(inner, node.elt))
        return True

    is_closed = generate(inner, node.generators, 0, add)
    if isinstance(node, ast.DictComp):
        return Mapping(entries, not is_closed)
    kind = "set" if isinstance(node, ast.SetComp) else "list"
    return Sequence(kind, items if is_closed else [], not is_closed)


def generate(
    frame: Frame, generators: list[ast.comprehension], number: int, add: Callable[[], bool]
) -> bool:
    """Run the loops of a comprehension; gives whether every item is known."""
    if number == len(generators):
        return add()
    generator = generators[number]
    # The frame's own names stand for the iterable's scope: nothing else is bound in it.
    known = operators.items_of(evaluate(frame, generator.iter), frame, generator.iter)
    items = known.items
    is_closed = not known.is_open
    if known.is_open and not items:
        items = [Item(frame.unknown(generator.iter), frame.origin(generator.iter))]
    if loops.are_numbers(items):
        rounds = 1 if frame.reading.is_cold else limits.NUMBERED_ROUNDS
        is_closed = is_closed and len(items) <= rounds
        items = items[:rounds]
    for item in items[: limits.SEQUENCE_ITEMS]:
        frame.reading.budget.spend(2)
        attributes.assign_target(frame, generator.target, item)
        chosen: bool | None = True
        for test in generator.ifs:
            decided = operators.truth(evaluate(frame, test))
            chosen = decided if chosen else chosen
        if chosen is None:
            is_closed = False
        if chosen is not False and not generate(frame, generators, number + 1, add):
            is_closed = False
    return is_closed


def named(frame: Frame, node: ast.NamedExpr) -> Value:
    """`name := value`."""
    item = evaluate_item(frame, node.value)
    attributes.assign_target(frame, node.target, item)
    return item.value


def yielded(frame: Frame, node: ast.Yield) -> Value:
    """`yield`: the item is one of the call's items."""
    if node.value is not None:
        frame.yields.append(evaluate_item(frame, node.value))
    return frame.unknown(node)


def yielded_from(frame: Frame, node: ast.YieldFrom) -> Value:
    """`yield from`."""
    frame.yields.extend(operators.items_of(evaluate(frame, node.value), frame, node).items)
    return frame.unknown(node)


def awaited(frame: Frame, node: ast.Await | ast.Starred) -> Value:
    """`await`, or a star where none is understood: the value is not known."""
    evaluate(frame, node.value)
    return frame.unknown(node)


ITEM_EVALUATORS: dict[type[ast.AST], Callable[[Frame, Any], Item]] = {
    ast.Attribute: attribute_item,
    ast.IfExp: conditional_item,
    ast.Name: name_item,
    ast.Subscript: subscript_item,
}
EVALUATORS: dict[type[ast.AST], Callable[[Frame, Any], Value]] = {
    ast.Attribute: attribute,
    ast.Await: awaited,
    ast.BinOp: binary,
    ast.BoolOp: boolean,
    ast.Call: call,
    ast.Compare: compare,
    ast.Constant: constant,
    ast.Dict: dictionary,
    ast.DictComp: comprehension,
    ast.GeneratorExp: comprehension,
    ast.IfExp: conditional,
    ast.JoinedStr: joined,
    ast.Lambda: lambda_,
    ast.List: display,
    ast.ListComp: comprehension,
    ast.Name: name,
    ast.NamedExpr: named,
    ast.Set: display,
    ast.SetComp: comprehension,
    ast.Starred: awaited,
    ast.Subscript: subscript,
    ast.Tuple: display,
    ast.UnaryOp: unary,
    ast.Yield: yielded,
    ast.YieldFrom: yielded_from,
}
