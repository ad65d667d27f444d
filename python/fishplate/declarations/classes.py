"""Classes of the program: records and other types of ctypes, enumerations, and plain classes."""

from __future__ import annotations

import ast
import re

from fishplate.declarations import calls, ctypes_calls, evaluate, execute, objects
from fishplate.declarations.declared_types import array_length, has_method
from fishplate.declarations.names import TYPE_CODES
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import (
    Adapter,
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
    Mapping,
    Pointer,
    Record,
    Sequence,
    Simple,
    Unknown,
    Value,
)

RECORDS = {
    "ctypes.Structure": (False, False),
    "ctypes.Union": (True, False),
    "ctypes.BigEndianStructure": (False, True),
    "ctypes.BigEndianUnion": (True, True),
}
LOADERS = {
    "ctypes.CDLL": "c",
    "ctypes.PyDLL": "c",
    "ctypes.OleDLL": "stdcall",
    "ctypes.WinDLL": "stdcall",
}
DICTIONARIES = {"dict", "collections.OrderedDict"}
# Which attributes of a record's class say its layout.
LAYOUT = ("_fields_", "_pack_", "_align_", "_anonymous_")
MEMBER = re.compile(r"[A-Za-z]\w*\Z")


def define(frame: Frame, node: ast.ClassDef) -> Value:
    """The value of a class statement."""
    bases = [evaluate.evaluate(frame, base) for base in node.bases]
    for keyword in node.keywords:
        evaluate.evaluate(frame, keyword.value)
    inner = Frame(frame.reading, frame.source, frame.module, frame)
    inner.is_class = True
    inner.depth = frame.depth
    inner.function = frame.function
    cls = Class(node.name, node, inner, bases)
    inner.names["__class__"] = cls
    record = record_of(frame, node.name, bases, node)
    if record is not None:
        # The body may point to the class itself.
        record.cls = cls
        cls.self_value = CObject(Item(record, record.origin))
    execute.block(inner, node.body)
    frame.reading.classes.append(cls)
    if record is not None:
        take_layout(record, cls)
        return record
    return ctypes_type(cls, bases) or plain(frame, cls, bases)


def record_of(frame: Frame, name: str, bases: list[Value], node: ast.AST) -> Record | None:
    """A new record, if a base is one or is ctypes' own."""
    record = Record(frame.source.module, name, frame.origin(node))
    for base in bases:
        if isinstance(base, Builtin) and base.path in RECORDS:
            record.is_union, record.is_swapped = RECORDS[base.path]
        elif isinstance(base, Record):
            record.is_union, record.is_swapped = base.is_union, base.is_swapped
            record.base = base
        else:
            continue
        record.in_branches = frame.reading.branches > 0
        frame.reading.records.append(record)
        frame.reading.progress += 1
        return record
    return None


def take_layout(record: Record, cls: Class) -> None:
    """Take what the class's body says of the layout."""
    for name in LAYOUT:
        value = cls.frame.names.get(name)
        if value is not None:
            place = cls.frame.origins.get(name) or record.origin
            record.attributes.setdefault(name, Item(value, place))


def ctypes_type(cls: Class, bases: list[Value]) -> CType | None:
    """A class that derives from another type of ctypes, or has the makings of one."""
    names = cls.frame.names
    for base in bases:
        if isinstance(base, Simple):
            copy: CType = Simple(base.name)
        elif isinstance(base, Pointer):
            copy = Pointer(base.to)
        elif isinstance(base, Array):
            copy = Array(base.element, base.length)
        elif isinstance(base, Callback):
            copy = Callback(base.result, base.arguments, base.convention)
        elif isinstance(base, Adapter):
            copy = Adapter(base.what)
        elif isinstance(base, Builtin):
            made = from_builtin(cls, base, names)
            if made is None:
                continue
            copy = made
        else:
            continue
        if has_method(cls, "from_param") and not isinstance(copy, Adapter):
            copy = Adapter(f"the class `{cls.name}` with `from_param`")
        copy.cls = cls
        return copy
    return None


def from_builtin(cls: Class, base: Builtin, names: dict[str, Value]) -> CType | None:
    """A class that derives from one of the bare classes of ctypes."""
    inner = names.get("_type_")
    if base.path == "ctypes._SimpleCData" and isinstance(inner, Constant):
        name = TYPE_CODES.get(str(inner.value))
        return Simple(name) if name else None
    if base.path == "ctypes._Pointer" and isinstance(inner, CType):
        return Pointer(Item(inner, cls.frame.origins.get("_type_")))
    if base.path == "ctypes.Array" and isinstance(inner, CType):
        length = array_length(names.get("_length_", Unknown()))
        return Array(Item(inner, cls.frame.origins.get("_type_")), length)
    if base.path in ("ctypes._CFuncPtr", "ctypes._FuncPtr"):
        arguments = names.get("_argtypes_")
        known = arguments if isinstance(arguments, Sequence) else Sequence("list", [], True)
        result = Item(names.get("_restype_", Simple("c_int")), None)
        return Callback(result, known, "c")
    return None


def plain(frame: Frame, cls: Class, bases: list[Value]) -> Value:
    """A class that is no type of ctypes."""
    for base in bases:
        if isinstance(base, Builtin):
            cls.is_library = LOADERS.get(base.path, cls.is_library)
            cls.is_enumeration = cls.is_enumeration or base.path.startswith("enum.")
        elif isinstance(base, Class):
            cls.is_library = base.is_library or cls.is_library
            cls.is_enumeration = base.is_enumeration or cls.is_enumeration
    if cls.is_enumeration:
        note_members(frame, cls)
    return cls


def note_members(frame: Frame, cls: Class) -> None:
    """An enumeration's members are constants of the module."""
    node = cls.node
    if node is None or frame.reading.branches or frame.function is not None:
        return
    for statement in node.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            value = cls.frame.names.get(name)
            if MEMBER.match(name) and isinstance(value, Constant) and type(value.value) is int:
                if not -(1 << 63) <= value.value < 1 << 64:
                    continue
                frame.reading.constants[(frame.source.path, f"{cls.name}.{name}")] = {
                    "name": name,
                    "value": value.value,
                    "span": frame.source.span(statement),
                }


def instantiate(frame: Frame, cls: Class, arguments: calls.Arguments, node: ast.AST) -> Value:
    """An object of a class."""
    if cls.is_enumeration:
        value = arguments.value(0)
        return value if value is not None else frame.unknown(node)
    if any(isinstance(base, Builtin) and base.path in DICTIONARIES for base in cls.bases):
        return Mapping({})
    instance = Instance(cls)
    if cls.is_library:
        instance.library = ctypes_calls.loaded(frame, cls.is_library, arguments)
    method = objects.find(cls, "__init__")
    if isinstance(method, Function):
        calls.call_function(frame, method, arguments, instance)
    return instance


def make_dynamic(frame: Frame, arguments: calls.Arguments) -> Value:
    """`type(name, bases, namespace)`."""
    name, bases = arguments.value(0), arguments.value(1)
    short = name.value if isinstance(name, Constant) and isinstance(name.value, str) else "type"
    known = [item.value for item in bases.items] if isinstance(bases, Sequence) else []
    record = record_of(frame, short, known, arguments.node)
    if record is None:
        return frame.unknown(arguments.node)
    record.is_dynamic = True
    namespace = arguments.value(2)
    if isinstance(namespace, Mapping):
        for key, item in namespace.entries.values():
            if isinstance(key.value, Constant) and key.value.value in LAYOUT:
                record.attributes[str(key.value.value)] = item
    return record
