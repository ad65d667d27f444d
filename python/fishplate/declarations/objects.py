"""Objects of the program's classes and of ctypes types: their attributes, methods and elements."""

from __future__ import annotations

import ast

from fishplate.declarations import calls, evaluate
from fishplate.declarations.declared_types import canonical
from fishplate.declarations.limits import TYPE_DEPTH
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import (
    UNKNOWN_BOOL,
    UNKNOWN_BYTES,
    UNKNOWN_FLOAT,
    UNKNOWN_INT,
    UNKNOWN_TEXT,
    Array,
    Bound,
    Class,
    CObject,
    Constant,
    Function,
    Instance,
    Item,
    Library,
    Mapping,
    Method,
    Module,
    Native,
    Pointer,
    Record,
    Sequence,
    Simple,
    Unknown,
    Value,
    is_informative,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable

PYTHON_KINDS = {
    "c_bool": UNKNOWN_BOOL,
    "c_char": UNKNOWN_BYTES,
    "c_char_p": UNKNOWN_BYTES,
    "c_double": UNKNOWN_FLOAT,
    "c_float": UNKNOWN_FLOAT,
    "c_longdouble": UNKNOWN_FLOAT,
    "c_wchar": UNKNOWN_TEXT,
    "c_wchar_p": UNKNOWN_TEXT,
}


def find(cls: Class, name: str) -> Value | None:
    """What a class, or one that it derives from, has under a name."""
    seen: list[Class] = [cls]
    for one in seen:
        value = one.frame.names.get(name)
        if value is not None:
            return value
        if len(seen) < TYPE_DEPTH:
            seen.extend(base for base in one.bases if isinstance(base, Class) and base not in seen)
    return None


def bind(value: Value, owner: Value | None, cls: Value) -> Value:
    """A class's name as an attribute of an object, or of the class."""
    if isinstance(value, Function):
        if value.body_kind == "static":
            return value
        if value.body_kind == "class":
            return Bound(value, cls)
        if owner is not None:
            return Bound(value, owner)
    return value


def get_bound(frame: Frame, found: Value, owner: Instance | CObject, node: ast.expr) -> Value:
    """A class's name through an object: a property is called."""
    if isinstance(found, Function) and found.is_property:
        return calls.call_function(frame, found, calls.Arguments(node), owner)
    cls: Value = owner.cls if isinstance(owner, Instance) else owner.type.value
    return bind(found, owner, cls)


def call_with_name(
    frame: Frame, function: Function, owner: Instance, name: str, node: ast.expr
) -> Value | None:
    """What `__getattr__` gives for a name; none if it does not tell."""
    arguments = calls.Arguments(node)
    arguments.positional.append(Item(Constant(name, frame.origin(node)), frame.origin(node)))
    value = calls.call_function(frame, function, arguments, owner)
    return value if is_informative(value) else None


def module_getattr(frame: Frame, module: Module, name: str, node: ast.expr) -> Value | None:
    """What a module's `__getattr__` gives for a name; none if it does not tell."""
    function = module.frame.names.get("__getattr__")
    if not isinstance(function, Function):
        return None
    arguments = calls.Arguments(node)
    arguments.positional.append(Item(Constant(name, frame.origin(node)), frame.origin(node)))
    value = calls.call_function(frame, function, arguments, None)
    return value if is_informative(value) else None


def set_on_instance(frame: Frame, instance: Instance, attr: str, item: Item) -> None:
    """Set an attribute of a program's object; nothing known is forgotten for something unknown."""
    old = instance.attributes.get(attr)
    if old is None or is_informative(item.value) or not is_informative(old.value):
        instance.attributes[attr] = item
    if isinstance(item.value, (Library, Native)):
        frame.reading.telling.add(attr, item.value)
        if isinstance(item.value, Library) and not item.value.label:
            item.value.label = attr


def annotations_of(function: Function) -> Mapping:
    """A function's annotations as `__annotations__` has them."""
    entries: dict[Hashable, tuple[Item, Item]] = {}
    node = function.node
    if isinstance(node, ast.Lambda):
        return Mapping(entries)
    frame = function.frame
    parameters = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
    pairs = [(parameter.arg, parameter.annotation) for parameter in parameters]
    for name, annotation in [*pairs, ("return", node.returns)]:
        if annotation is not None:
            origin = frame.origin(annotation)
            entries[(name,)] = (Item(Constant(name, origin), origin), annotated(frame, annotation))
    return Mapping(entries)


def annotated(frame: Frame, node: ast.expr) -> Item:
    """The value of an annotation, which may be a string with an expression in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if len(node.value) < 200:
            try:
                parsed = ast.parse(node.value.strip(), mode="eval").body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return Item(frame.unknown(node), frame.origin(node))
            return Item(evaluate.evaluate(frame, parsed), frame.origin(node))
        return Item(frame.unknown(node), frame.origin(node))
    return evaluate.evaluate_item(frame, node)


def python_value(item: Item) -> Value:
    """What Python gets for a value of a type: ctypes turns simple types into Python's own."""
    type_ = item.value
    if isinstance(type_, Simple) and type_.cls is None:
        if type_.name == "py_object":
            return Unknown("an object")
        return PYTHON_KINDS.get(type_.name, UNKNOWN_INT)
    return CObject(item)


def get_attribute(frame: Frame, base: CObject, attr: str, node: ast.expr) -> Value:
    """A field, the value, or a method of a ctypes object."""
    type_ = base.type.value
    if isinstance(type_, Record):
        field = field_type(type_, attr)
        if field is not None:
            return python_value(field)
    if attr == "contents" and isinstance(type_, Pointer):
        return CObject(type_.to)
    if attr == "value":
        if isinstance(type_, Simple):
            return PYTHON_KINDS.get(type_.name, UNKNOWN_INT)
        if isinstance(type_, Array) and canonical(type_.element.value) == "c_wchar":
            return UNKNOWN_TEXT
        return UNKNOWN_BYTES
    if attr == "raw":
        return UNKNOWN_BYTES
    cls = getattr(type_, "cls", None)
    if isinstance(cls, Class):
        found = find(cls, attr)
        if found is not None:
            return get_bound(frame, found, base, node)
    return Method(base, attr)


def field_type(record: Record, name: str) -> Item | None:
    """The type of a record's field."""
    one: Record | None = record
    for _ in range(TYPE_DEPTH):
        if one is None:
            return None
        fields = one.attributes.get("_fields_")
        if fields is not None and isinstance(fields.value, Sequence):
            for field in fields.value.items:
                row = field.value
                if isinstance(row, Sequence) and len(row.items) >= 2:
                    label = row.items[0].value
                    if isinstance(label, Constant) and label.value == name:
                        return row.items[1]
        one = one.base
    return None


def element(base: CObject) -> Value:
    """An element of an array, or of what a pointer points to."""
    type_ = base.type.value
    if isinstance(type_, Array):
        return python_value(type_.element)
    if isinstance(type_, Pointer):
        return python_value(type_.to)
    return Unknown("an element")
