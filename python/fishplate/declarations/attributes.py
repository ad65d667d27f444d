"""Gets and sets attributes and elements of values, and binds the targets of assignments."""

from __future__ import annotations

import ast

from fishplate.declarations import branches, evaluate, natives, objects, operators
from fishplate.declarations.names import TYPE_CODES
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import (
    UNKNOWN_INT,
    UNKNOWN_TEXT,
    Array,
    Bound,
    Builtin,
    Class,
    CObject,
    Constant,
    CType,
    External,
    Ffi,
    Function,
    Instance,
    Item,
    Kind,
    Library,
    Mapping,
    Method,
    Module,
    Names,
    Native,
    Pointer,
    Record,
    Sequence,
    Simple,
    Undecided,
    Unknown,
    Value,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# What a `CDLL` object has of its own.
LIBRARY_OWN = {"_FuncPtr", "_func_flags_", "_func_restype_", "_handle", "_name"}
CODES = {name: code for code, name in TYPE_CODES.items()}
SETTINGS = {"argtypes", "errcheck", "restype"}


def get(frame: Frame, base: Value, attr: str, node: ast.expr) -> Value:
    """The value of an attribute."""
    getter = GETTERS.get(base.__class__)
    if getter is not None:
        return getter(frame, base, attr, node)
    return Unknown(attr, origin=frame.origin(node))


def get_item(frame: Frame, base: Value, node: ast.Attribute) -> Item:
    """The value of an attribute with where it was written: for a row's field, in the table."""
    if isinstance(base, Instance):
        item = base.attributes.get(node.attr)
        if item is not None:
            return item
    return Item(get(frame, base, node.attr, node), frame.origin(node))


def of_external(frame: Frame, base: External, attr: str, node: ast.expr) -> Value:
    """What is outside of the targets: known by its dotted name, else unknown."""
    if base.library is not None:
        return natives.lookup(frame, base.library, attr, frame.origin(node), is_here=True)
    child = base.members.get(attr)
    if child is not None:
        return child.native or child
    value = frame.reading.project.external(f"{base.path}.{attr}")
    if value.__class__ is External:
        assert isinstance(value, External)
        if value.base is None:
            value.base, value.member, value.origin = base, attr, frame.origin(node)
        base.members[attr] = value
    return value


def of_unknown(frame: Frame, base: Unknown, attr: str, node: ast.expr) -> Value:
    """Unknown too, but by a road that a later assignment may tell more of."""
    if base.library is not None:
        return natives.lookup(frame, base.library, attr, frame.origin(node), is_here=True)
    child = base.members.get(attr)
    if child is None:
        child = Unknown(attr, base, attr, frame.origin(node))
        base.members[attr] = child
    return child.native or child


def of_module(frame: Frame, base: Module, attr: str, node: ast.expr) -> Value:
    """A name of a module, or a module in a package."""
    value = base.frame.names.get(attr)
    if value is None:
        value = frame.reading.project.submodule(base, attr)
    if value is None:
        value = objects.module_getattr(frame, base, attr, node)
    return value if value is not None else Unknown(attr, origin=frame.origin(node))


def of_library(frame: Frame, base: Library, attr: str, node: ast.expr) -> Value:
    """A function of a library; of a loader, the library."""
    if attr in LIBRARY_OWN or attr.startswith("__"):
        return Kind("other")
    if base.is_loader:
        if attr == "LoadLibrary":
            return Method(base, attr)
        return frame.reading.project.library(attr, base.convention)
    return natives.lookup(frame, base, attr, frame.origin(node), is_here=True)


def of_native(frame: Frame, base: Native, attr: str, node: ast.expr) -> Value:
    """What is set on a function."""
    if attr == "argtypes" and base.arguments is not None:
        return base.arguments
    if attr == "restype" and base.result is not None:
        return base.result.value
    if attr == "__name__":
        return Constant(base.symbol, base.place)
    return Unknown(attr, origin=frame.origin(node))


def of_type(frame: Frame, base: CType, attr: str, node: ast.expr) -> Value:
    """A method or an attribute of a type."""
    if isinstance(base, Record):
        item = base.attributes.get(attr)
        if item is not None:
            return item.value
    if base.cls is not None:
        found = objects.find(base.cls, attr)
        if found is not None:
            return objects.bind(found, None, base)
    if attr == "_type_" and isinstance(base, Simple):
        return Constant(CODES.get(base.name, "i"))
    if attr == "_type_" and isinstance(base, Pointer):
        return base.to.value
    if attr == "_type_" and isinstance(base, Array):
        return base.element.value
    if attr == "__name__":
        return UNKNOWN_TEXT
    return Method(base, attr)


def of_object(frame: Frame, base: CObject, attr: str, node: ast.expr) -> Value:
    """A field, the value, or a method of a ctypes object."""
    return objects.get_attribute(frame, base, attr, node)


def of_instance(frame: Frame, base: Instance, attr: str, node: ast.expr) -> Value:
    """An attribute of a program's object."""
    item = base.attributes.get(attr)
    if item is not None:
        return item.value
    found = objects.find(base.cls, attr)
    if found is not None:
        return objects.get_bound(frame, found, base, node)
    if base.library is not None:
        return of_library(frame, base.library, attr, node)
    dynamic = objects.find(base.cls, "__getattr__")
    if isinstance(dynamic, Function):
        value = objects.call_with_name(frame, dynamic, base, attr, node)
        if value is not None:
            return value
    unknown = Unknown(attr, origin=frame.origin(node))
    base.attributes[attr] = Item(unknown, frame.origin(node))
    return unknown


def of_class(frame: Frame, base: Class, attr: str, node: ast.expr) -> Value:
    """A name of a class's body, or of a class that it derives from."""
    found = objects.find(base, attr)
    if found is None:
        return Unknown(attr, origin=frame.origin(node))
    return objects.bind(found, None, base)


def of_function(frame: Frame, base: Function | Bound, attr: str, node: ast.expr) -> Value:
    """What a function knows of itself."""
    function = base.function if isinstance(base, Bound) else base
    if attr in ("__name__", "__qualname__"):
        where = function.frame.origin(function.node)
        return Constant(function.name, where)
    if attr == "__annotations__":
        return objects.annotations_of(function)
    if attr == "__func__":
        return function
    return Unknown(attr, origin=frame.origin(node))


def of_constant(frame: Frame, base: Constant, attr: str, node: ast.expr) -> Value:
    """A method of a constant; an enumeration's member is its own value."""
    if attr == "value" and isinstance(base.value, int):
        return base
    if base.value is None:
        # A name that is `None` until a function loads the library.
        label = frame.source.spelling(getattr(node, "value", node))
        later = frame.reading.later.setdefault((frame.source.path, label), Unknown(label))
        return of_unknown(frame, later, attr, node)
    return Method(base, attr)


def of_builtin(frame: Frame, base: Builtin, attr: str, node: ast.expr) -> Value:
    """An attribute of something known by its name."""
    value = frame.reading.project.external(f"{base.path}.{attr}")
    return Method(base, attr) if value.__class__ is External else value


def of_others(frame: Frame, base: Value, attr: str, node: ast.expr) -> Value:
    """A method of a container or an `Ffi`."""
    return Method(base, attr)


GETTERS: dict[type[Value], Callable[[Frame, Any, str, ast.expr], Value]] = {
    Bound: of_function,
    Builtin: of_builtin,
    Class: of_class,
    CObject: of_object,
    Constant: of_constant,
    External: of_external,
    Ffi: of_others,
    Function: of_function,
    Instance: of_instance,
    Kind: of_others,
    Library: of_library,
    Mapping: of_others,
    Module: of_module,
    Names: of_others,
    Native: of_native,
    Sequence: of_others,
    Unknown: of_unknown,
}
GETTERS.update(dict.fromkeys(CType.__subclasses__(), of_type))


def get_element(frame: Frame, base: Value, index: Value, node: ast.Subscript) -> Item:
    """An element with where it was written."""
    here = frame.origin(node)
    if isinstance(base, Sequence) and isinstance(index, Constant) and type(index.value) is int:
        if not base.is_open and -len(base.items) <= index.value < len(base.items):
            return base.items[index.value]
    elif isinstance(base, (Mapping, Names)):
        found = entry(base, index)
        if found is not None:
            return found
    elif isinstance(base, Library) and base.is_loader:
        if isinstance(index, Constant) and isinstance(index.value, str):
            return Item(frame.reading.project.library(index.value, base.convention), here)
    elif isinstance(base, (Library, Instance)) and natives.library_of(base) is not None:
        return Item(natives.by_index(frame, base, index, node), here)
    elif isinstance(base, CObject):
        return Item(objects.element(base), here)
    elif isinstance(base, Builtin):
        return Item(of_builtin_element(frame, base, index), here)
    elif isinstance(base, Unknown):
        return Item(of_unknown_element(frame, base, index, node), here)
    elif isinstance(base, Constant) and isinstance(base.value, str):
        if isinstance(index, Constant) and type(index.value) is int:
            return Item(Constant(base.value[index.value : index.value + 1], base.origin), here)
        return Item(UNKNOWN_TEXT, here)
    return Item(frame.unknown(node), here)


def entry(base: Mapping | Names, index: Value) -> Item | None:
    """The entry of a dictionary or of `globals()`."""
    if isinstance(base, Names):
        if isinstance(index, Constant) and isinstance(index.value, str):
            value = base.frame.names.get(index.value)
            return None if value is None else Item(value, None)
        return None
    key = operators.key_of(index)
    pair = base.entries.get(key) if key is not None else None
    return pair[1] if pair else None


def of_builtin_element(frame: Frame, base: Builtin, index: Value) -> Value:
    """`sys.modules[...]` and `sys.version_info[...]`."""
    if base.path == "sys.modules":
        if isinstance(index, Constant) and isinstance(index.value, str):
            return frame.reading.project.imported(index.value)
        return Module(frame.source.module, frame.module)
    if base.path == "sys.version_info":
        is_major = isinstance(index, Constant) and index.value == 0
        return Constant(3) if is_major else UNKNOWN_INT
    # `List[int]` and its like are for type checkers.
    return base


def of_unknown_element(frame: Frame, base: Unknown, index: Value, node: ast.Subscript) -> Value:
    """`x["f"]` of something unknown may be a function of a library."""
    if isinstance(index, Constant) and isinstance(index.value, str) and index.origin:
        if base.library is not None:
            return natives.by_index(frame, base.library, index, node)
        child = base.members.get(index.value)
        if child is None:
            child = Unknown(index.value, base, index.value, index.origin)
            base.members[index.value] = child
        return child.native or child
    return frame.unknown(node)


def set_attribute(frame: Frame, base: Value, attr: str, item: Item, node: ast.expr) -> None:
    """Set an attribute."""
    if isinstance(item.value, (CType, Library, Native, Sequence)):
        frame.reading.progress += 1
    if attr in SETTINGS and natives.set_on(frame, base, attr, item, node):
        return
    if isinstance(base, Instance):
        objects.set_on_instance(frame, base, attr, item)
    elif isinstance(base, Record):
        set_layout(frame, base, attr, item)
    elif isinstance(base, (Module, Class)):
        base.frame.bind(attr, item.value)
    elif isinstance(base, Unknown) and isinstance(item.value, (Library, Native)):
        # A place that is not understood keeps what it was given.
        frame.reading.telling.add(attr, item.value)


def set_layout(frame: Frame, record: Record, attr: str, item: Item) -> None:
    """Set a part of a record's layout; of two that a condition chooses from none is known."""
    old = record.attributes.get(attr)
    if old is not None and frame.reading.branches and attr == "_fields_":
        if isinstance(old.value, Undecided):
            return
        if branches.differ(old.value, item.value):
            item = Item(Undecided(attr), item.origin)
    record.attributes[attr] = item


def set_element(frame: Frame, base: Value, index: Value, item: Item) -> None:
    """Set an element."""
    frame.reading.progress += 1
    if isinstance(base, Names):
        if isinstance(index, Constant) and isinstance(index.value, str):
            base.frame.bind(index.value, item.value)
    elif isinstance(base, Mapping):
        key = operators.key_of(index)
        if key is None:
            base.is_open = True
        else:
            base.entries[key] = (Item(index, item.origin), item)
    elif isinstance(base, Sequence) and isinstance(index, Constant) and type(index.value) is int:
        if -len(base.items) <= index.value < len(base.items):
            base.items[index.value] = item
    elif isinstance(base, Sequence):
        base.is_open = True


def assign_target(frame: Frame, target: ast.expr, item: Item) -> None:
    """Give the target of a loop, of `with` or of a comprehension its value."""
    if isinstance(target, ast.Name):
        frame.bind(target.id, item.value, item.origin)
    elif isinstance(target, ast.Attribute):
        base = evaluate.evaluate(frame, target.value)
        set_attribute(frame, base, target.attr, item, target)
    elif isinstance(target, ast.Subscript):
        base = evaluate.evaluate(frame, target.value)
        if not isinstance(target.slice, ast.Slice):
            index = evaluate.literal_item(frame, target.slice, target).value
            set_element(frame, base, index, item)
    elif isinstance(target, ast.Starred):
        assign_target(frame, target.value, Item(Sequence("list", [], is_open=True), item.origin))
    elif isinstance(target, (ast.Tuple, ast.List)):
        for part, one in zip(target.elts, unpacked(frame, target, item), strict=True):
            assign_target(frame, part, one)


def unpacked(frame: Frame, target: ast.Tuple | ast.List, item: Item) -> list[Item]:
    """The items for the targets of a tuple, unknown where the value does not show them."""
    count = len(target.elts)
    stars = [n for n, part in enumerate(target.elts) if isinstance(part, ast.Starred)]
    value = item.value
    if isinstance(value, Sequence) and not value.is_open:
        items = value.items
        if not stars and len(items) == count:
            return items
        if len(stars) == 1 and len(items) >= count - 1:
            first, behind = stars[0], count - 1 - stars[0]
            middle = items[first : len(items) - behind]
            rest = items[len(items) - behind :] if behind else []
            return [*items[:first], Item(Sequence("list", middle), item.origin), *rest]
    return [Item(Unknown(origin=item.origin), item.origin) for _ in range(count)]
