"""Operations on values: arithmetic, comparison, truth, slices and joining.

Constants are computed as Python does, within bounds; anything else gives what is known of the
result. Nothing here looks at a tree.
"""

from __future__ import annotations

import ast
import operator

from fishplate.declarations import limits
from fishplate.declarations.declared_types import array_length
from fishplate.declarations.names import size_of
from fishplate.declarations.values import (
    UNKNOWN_BOOL,
    UNKNOWN_FLOAT,
    UNKNOWN_INT,
    UNKNOWN_TEXT,
    Array,
    Builtin,
    Callback,
    Class,
    CObject,
    Constant,
    CType,
    Function,
    Instance,
    Item,
    Kind,
    Library,
    Mapping,
    Module,
    Native,
    Origin,
    Pointer,
    Sequence,
    Simple,
    Unknown,
    Value,
    is_none,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Any

    from fishplate.declarations.scope import Frame

ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.LShift: operator.lshift,
    ast.Mod: operator.mod,
    ast.Mult: operator.mul,
    ast.Pow: operator.pow,
    ast.RShift: operator.rshift,
    ast.Sub: operator.sub,
}
COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.NotEq: operator.ne,
}
LARGEST_INT = 1 << 512
NUMBERS = (int, float)
# Whatever Python runs the program is at least this, and may be any newer one.
OLDEST_PYTHON = (3, 8)


def truth(value: Value) -> bool | None:
    """Whether a value is true, if that is known."""
    if isinstance(value, Constant):
        return bool(value.value)
    if isinstance(value, Sequence):
        return bool(value.items) or (None if value.is_open else False)
    if isinstance(value, Mapping):
        return bool(value.entries) or (None if value.is_open else False)
    if isinstance(value, Native):
        return None if value.is_optional else True
    if isinstance(value, (CType, Class, Function, Library, Module, Builtin)):
        return True
    return None


def key_of(value: Value) -> Hashable:
    """What a value is as a key of a dictionary; none if that is not known."""
    if isinstance(value, Constant):
        # `1`, `1.0` and `True` are one key for Python as well.
        return ("none",) if value.value is None else (value.value,)
    if isinstance(value, Sequence) and value.name == "tuple" and not value.is_open:
        keys = tuple(key_of(item.value) for item in value.items)
        return None if None in keys else ("tuple", *keys)
    if isinstance(value, (CType, Class, Function)):
        return ("object", id(value))
    return None


def items_of(value: Value, frame: Frame, node: ast.AST) -> Sequence:
    """The items of what is walked through."""
    if isinstance(value, Sequence):
        return value
    if isinstance(value, Mapping):
        return Sequence("list", [key for key, _ in value.entries.values()], value.is_open)
    if isinstance(value, Constant) and isinstance(value.value, str):
        frame.reading.budget.spend(len(value.value))
        origin = value.origin or frame.origin(node)
        return Sequence("list", [Item(Constant(char, origin), origin) for char in value.value])
    return Sequence("list", [], is_open=True)


def decimal(number: int) -> str:
    """An integer's digits."""
    return str(number) if abs(number) < LARGEST_INT else "0"


def binary(frame: Frame, op: ast.operator, left: Item, right: Item) -> Value:
    """An operation on two values."""
    one, two = left.value, right.value
    if isinstance(one, Constant) and isinstance(two, Constant):
        return constants(frame, op, one, two)
    if isinstance(op, ast.Mult):
        if isinstance(one, CType):
            return Array(left, array_length(two))
        if isinstance(two, CType):
            return Array(right, array_length(one))
    if isinstance(one, Sequence):
        return sequences(frame, op, one, two)
    if isinstance(op, ast.BitOr) and isinstance(one, Mapping) and isinstance(two, Mapping):
        return Mapping({**one.entries, **two.entries}, one.is_open or two.is_open)
    return kinds(op, one, two)


def constants(frame: Frame, op: ast.operator, one: Constant, two: Constant) -> Value:
    """An operation on two constants, if its result is of a bounded size."""
    a, b = one.value, two.value
    compute = ARITHMETIC.get(op.__class__)
    if isinstance(a, NUMBERS) and isinstance(b, NUMBERS):
        if compute is None or not is_bounded(op, a, b):
            return UNKNOWN_INT
        try:
            return Constant(compute(a, b))
        except (ArithmeticError, TypeError, ValueError):
            return Kind("other")
    if isinstance(op, ast.Add) and isinstance(a, (str, bytes)) and type(a) is type(b):
        return joined(one, two)
    if isinstance(op, ast.Mult) and isinstance(a, (str, bytes)) and type(b) is int:
        if 0 <= b * len(a) <= limits.TEXT_LENGTH:
            frame.reading.budget.spend(1 + b * len(a) // 64)
            return Constant(a * b, one.origin)
        return Kind("text" if isinstance(a, str) else "bytes")
    if isinstance(op, ast.Mod) and isinstance(a, str):
        return formatted(one, [two])
    return Kind("other")


def is_bounded(op: ast.operator, a: float, b: float) -> bool:
    """Whether a result of arithmetic cannot be huge."""
    if abs(a) > LARGEST_INT or abs(b) > LARGEST_INT:
        return False
    if isinstance(op, (ast.LShift, ast.Pow, ast.RShift)):
        return 0 <= b <= limits.SHIFT_BITS and abs(a) < LARGEST_INT >> 256
    return True


def joined(one: Value, two: Value) -> Value:
    """Two strings as one; it was written where the outermost part was."""
    if not (isinstance(one, Constant) and isinstance(two, Constant)):
        return UNKNOWN_TEXT
    a, b = one.value, two.value
    if type(a) is not type(b) or not isinstance(a, (str, bytes)):
        return UNKNOWN_TEXT
    if len(a) + len(b) > limits.TEXT_LENGTH:
        return UNKNOWN_TEXT
    return Constant(a + b, outermost(one.origin, two.origin))


def outermost(one: Origin | None, two: Origin | None) -> Origin | None:
    """The place nearer to the user's own table: fewer calls deep."""
    if one is None or two is None:
        return one or two
    return one if one.depth < two.depth else two


def formatted(pattern: Constant, values: list[Constant]) -> Value:
    """`'pattern' % values` with plain `%s` and `%d`."""
    text = pattern.value
    parts = text.replace("%d", "%s").split("%s")
    if len(parts) != len(values) + 1 or "%" in "".join(parts):
        return UNKNOWN_TEXT
    whole: Value = Constant(parts[0], pattern.origin)
    for value, part in zip(values, parts[1:], strict=True):
        inner = value.value
        if type(inner) is int:
            inner = decimal(inner)
        whole = joined(joined(whole, Constant(inner, value.origin)), Constant(part, pattern.origin))
    return whole


def sequences(frame: Frame, op: ast.operator, one: Sequence, two: Value) -> Value:
    """Lists and tuples, added and repeated."""
    if isinstance(op, ast.Add):
        other = two if isinstance(two, Sequence) else Sequence("list", [], is_open=True)
        frame.reading.budget.spend(1 + len(other.items) // 16)
        if len(one.items) + len(other.items) > limits.SEQUENCE_ITEMS:
            return Sequence(one.name, [], is_open=True)
        return Sequence(one.name, one.items + other.items, one.is_open or other.is_open)
    if isinstance(op, ast.Mult):
        times = array_length(two)
        if times is None or times * len(one.items) > limits.SEQUENCE_ITEMS or one.is_open:
            return Sequence(one.name, [], is_open=True)
        frame.reading.budget.spend(1 + times * len(one.items) // 16)
        return Sequence(one.name, one.items * times)
    if isinstance(op, (ast.BitOr, ast.Sub)) and one.name == "set":
        return Sequence("set", one.items, is_open=True)
    return Kind("other")


def kinds(op: ast.operator, one: Value, two: Value) -> Value:
    """What is known of a result of which the operands are not."""
    names = {kind_of(one), kind_of(two)}
    if isinstance(op, ast.Mod) and kind_of(one) in ("text", "bytes"):
        return Kind(str(kind_of(one)))
    if isinstance(op, ast.Div) and names <= {"int", "float", "bool"}:
        return UNKNOWN_FLOAT
    if names <= {"int", "bool"}:
        return UNKNOWN_INT
    if names <= {"int", "bool", "float"}:
        return UNKNOWN_FLOAT
    if isinstance(op, ast.Add) and names in ({"text"}, {"bytes"}):
        return Kind(str(names.pop()))
    return Kind("other")


def kind_of(value: Value) -> str | None:
    """The class of a Python value, in the words of `Kind`."""
    if isinstance(value, Kind):
        return value.name
    if isinstance(value, Constant):
        for cls, word in (
            (bool, "bool"),
            (int, "int"),
            (float, "float"),
            (str, "text"),
            (bytes, "bytes"),
        ):
            if isinstance(value.value, cls):
                return word
    return None


def unary(op: ast.unaryop, value: Value) -> Value:
    """An operation on one value."""
    if isinstance(op, ast.Not):
        decided = truth(value)
        return UNKNOWN_BOOL if decided is None else Constant(not decided)
    if isinstance(value, Constant) and isinstance(value.value, NUMBERS):
        if isinstance(op, ast.USub):
            return Constant(-value.value)
        if isinstance(op, ast.UAdd):
            return Constant(+value.value)
        if isinstance(value.value, int):
            return Constant(~int(value.value))
    if isinstance(value, Kind) and value.name in ("int", "float", "bool"):
        return UNKNOWN_FLOAT if value.name == "float" else UNKNOWN_INT
    return Kind("other")


def compare(op: ast.cmpop, left: Value, right: Value) -> bool | None:
    """Whether a comparison holds, if that is known."""
    if isinstance(op, (ast.Is, ast.IsNot, ast.Eq, ast.NotEq)):
        same = is_same(left, right)
        if same is not None:
            return same if isinstance(op, (ast.Is, ast.Eq)) else not same
    if isinstance(op, (ast.In, ast.NotIn)):
        held = contains(right, left)
        return held if held is None or isinstance(op, ast.In) else not held
    if isinstance(left, Builtin) and left.path == "sys.version_info":
        return compare_version(op, right)
    compute = COMPARISONS.get(op.__class__)
    if compute and isinstance(left, Constant) and isinstance(right, Constant):
        try:
            return bool(compute(left.value, right.value))
        except TypeError:
            return None
    return None


def is_same(left: Value, right: Value) -> bool | None:
    """Whether two values are one, if that is known."""
    if isinstance(left, Constant) and isinstance(right, Constant):
        return bool(type(left.value) is type(right.value) and left.value == right.value) or (
            isinstance(left.value, NUMBERS)
            and isinstance(right.value, NUMBERS)
            and left.value == right.value
        )
    if isinstance(left, Builtin) and isinstance(right, Builtin):
        return left.path == right.path
    if isinstance(left, Simple) and isinstance(right, Simple):
        return left.name == right.name
    if is_none(left) or is_none(right):
        other = right if is_none(left) else left
        if isinstance(other, Native):
            return None if other.is_optional else False
        return False if truth(other) is not None or is_object(other) else None
    return True if left is right and isinstance(left, (CType, Class, Function)) else None


def is_object(value: Value) -> bool:
    """Whether a value is surely not `None`."""
    return isinstance(value, (Sequence, Mapping, Instance, CObject, Kind)) and not (
        isinstance(value, Kind) and value.name == "other"
    )


def compare_version(op: ast.cmpop, right: Value) -> bool | None:
    """Whether `sys.version_info` compares so on every Python that the program may run on."""
    if not isinstance(right, Sequence) or not right.items:
        return None
    parts = [item.value.value for item in right.items if isinstance(item.value, Constant)]
    if len(parts) != len(right.items) or not all(type(part) is int for part in parts):
        return None
    if tuple(parts[:2]) <= OLDEST_PYTHON:
        return isinstance(op, (ast.Gt, ast.GtE, ast.NotEq))
    return None


def contains(container: Value, value: Value) -> bool | None:
    """Whether a container has a value, if that is known."""
    if isinstance(container, Constant) and isinstance(value, Constant):
        if isinstance(container.value, str) and isinstance(value.value, str):
            return value.value in container.value
        return None
    key = key_of(value)
    if key is None:
        return None
    if isinstance(container, Mapping):
        return True if key in container.entries else (None if container.is_open else False)
    if isinstance(container, Sequence):
        keys = [key_of(item.value) for item in container.items]
        if key in keys:
            return True
        return None if container.is_open or None in keys else False
    return None


def slice_of(value: Value, bounds: list[Value | None]) -> Value:
    """A slice of a constant string or a sequence."""
    numbers: list[int | None] = []
    for bound in bounds:
        if bound is None or is_none(bound):
            numbers.append(None)
        elif isinstance(bound, Constant) and type(bound.value) is int:
            numbers.append(bound.value)
        else:
            return Sequence("list", [], is_open=True) if isinstance(value, Sequence) else Unknown()
    part = slice(*numbers)
    if part.step == 0:
        return Unknown()
    if isinstance(value, Constant) and isinstance(value.value, (str, bytes)):
        return Constant(value.value[part], value.origin)
    if isinstance(value, Sequence) and not value.is_open:
        return Sequence(value.name, value.items[part])
    return Kind(value.name) if isinstance(value, Kind) else Unknown()


def size_in_bytes(value: Value) -> int | None:
    """The size of a type on 64-bit Linux; none for records, whose layout is the checker's."""
    if isinstance(value, Simple):
        return size_of(value.name)
    if isinstance(value, (Pointer, Callback)):
        return 8
    if isinstance(value, Array) and value.length is not None:
        size = size_in_bytes(value.element.value)
        return None if size is None else size * value.length
    return None
