"""Calls of Python's own functions, as far as declarations are written with them."""

from __future__ import annotations

import ast
import os

from fishplate.declarations import (
    attributes,
    branches,
    calls,
    classes,
    evaluate,
    limits,
    natives,
    operators,
)
from fishplate.declarations.names import is_known_module
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import (
    UNKNOWN_BOOL,
    UNKNOWN_BYTES,
    UNKNOWN_FLOAT,
    UNKNOWN_INT,
    UNKNOWN_TEXT,
    Array,
    Builtin,
    Class,
    CObject,
    Constant,
    CType,
    External,
    Instance,
    Item,
    Kind,
    Mapping,
    Module,
    Nameless,
    Names,
    Native,
    Partial,
    Pointer,
    Sequence,
    Simple,
    Unknown,
    Value,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from fishplate.declarations.calls import Arguments

# What `isinstance` and `type` call the classes of constants.
CLASSES: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "bytes": (bytes,),
    "float": (float,),
    "int": (int,),
    "str": (str,),
}
CONTAINERS = {"dict", "frozenset", "list", "set", "tuple"}


def attribute_node(arguments: Arguments, name: str) -> ast.Attribute:
    """A node for an attribute that is got by a function; it stands where the call does."""
    node = ast.Attribute(value=ast.Constant(value=None), attr=name, ctx=ast.Load())
    return ast.copy_location(node, arguments.node)


def getattr_(frame: Frame, arguments: Arguments) -> Value:
    """`getattr(x, name)`; with a default, the program prepares for an absence."""
    base, name = arguments.value(0), arguments.value(1)
    library = natives.library_of(base) if base is not None else None
    if base is None or not isinstance(name, Constant) or not isinstance(name.value, str):
        if library is not None:
            return Nameless(library, "a function whose name is computed")
        return frame.unknown(arguments.node, "an attribute whose name is computed")
    if library is not None and not name.value.startswith("__"):
        count = len(frame.reading.natives)
        native = natives.by_text(frame, library, name, arguments.node, is_cached=True)
        if len(arguments.positional) > 2 and len(frame.reading.natives) > count:
            native.is_optional = True
        return native
    node = attribute_node(arguments, name.value)
    value = attributes.get(frame, base, name.value, node)
    if isinstance(value, Unknown) and value.base is base and name.origin is not None:
        value.origin = name.origin
    if len(arguments.positional) > 2 and not isinstance(value, Native):
        return evaluate.best_of(value, arguments.positional[2].value)
    return value


def setattr_(frame: Frame, arguments: Arguments) -> Value:
    """`setattr(x, name, value)`."""
    base, name, item = arguments.value(0), arguments.value(1), arguments.get(2)
    if base is None or item is None or not isinstance(name, Constant):
        return Constant(None)
    if isinstance(name.value, str):
        node = attribute_node(arguments, name.value)
        attributes.set_attribute(frame, base, name.value, item, node)
        natives.use_value(frame, item.value, arguments.node)
    return Constant(None)


def hasattr_(frame: Frame, arguments: Arguments) -> Value:
    """`hasattr(x, name)`, decided where every name of `x` is known."""
    base, name = arguments.value(0), arguments.value(1)
    if not isinstance(name, Constant) or not isinstance(name.value, str):
        return UNKNOWN_BOOL
    if isinstance(base, External) and is_known_module(base.path):
        value = frame.reading.project.external(f"{base.path}.{name.value}")
        return Constant(value.__class__ is not External)
    if isinstance(base, (Constant, Sequence, Mapping)):
        real = base.value if isinstance(base, Constant) else []
        return Constant(hasattr(real, name.value)) if isinstance(base, Constant) else UNKNOWN_BOOL
    if isinstance(base, CType) and name.value == "_type_":
        return Constant(isinstance(base, (Array, Pointer, Simple)))
    if isinstance(base, Module) and name.value in base.frame.names:
        return Constant(True)
    if isinstance(base, Instance) and name.value in base.attributes:
        return Constant(True)
    return UNKNOWN_BOOL


def isinstance_(frame: Frame, arguments: Arguments) -> Value:
    """`isinstance(x, cls)` for constants and containers."""
    value, cls = arguments.value(0), arguments.value(1)
    if value is None or cls is None:
        return UNKNOWN_BOOL
    wanted = [item.value for item in cls.items] if isinstance(cls, Sequence) else [cls]
    results = [is_instance(value, one) for one in wanted]
    if True in results:
        return Constant(True)
    return UNKNOWN_BOOL if None in results or not results else Constant(False)


def is_instance(value: Value, cls: Value) -> bool | None:
    """Whether a value is of a class, if that is known."""
    if isinstance(cls, Builtin):
        if isinstance(value, Constant) and cls.path in CLASSES | dict.fromkeys(CONTAINERS, ()):
            return isinstance(value.value, CLASSES.get(cls.path, ()))
        if isinstance(value, Sequence):
            return value.name == cls.path if cls.path in CONTAINERS | set(CLASSES) else None
        if isinstance(value, Mapping) and cls.path in CONTAINERS | set(CLASSES):
            return cls.path == "dict"
        if isinstance(value, (CType, Native)) and cls.path in CONTAINERS | set(CLASSES):
            return False
        return None
    if isinstance(cls, Class) and isinstance(value, Instance):
        return True if value.cls is cls else None
    if isinstance(cls, Class) and isinstance(value, Constant):
        return False
    return None


def type_(frame: Frame, arguments: Arguments) -> Value:
    """`type(x)`, or a class made by `type(name, bases, namespace)`."""
    if len(arguments.positional) == 3:
        return classes.make_dynamic(frame, arguments)
    value = arguments.value(0)
    if isinstance(value, Instance):
        return value.cls
    if isinstance(value, CObject):
        return value.type.value
    if isinstance(value, Sequence):
        return Builtin(value.name)
    if isinstance(value, Constant):
        for name, kinds in CLASSES.items():
            if type(value.value) in kinds:
                return Builtin(name)
    return frame.unknown(arguments.node)


def container(kind: str) -> Callable[[Frame, Arguments], Value]:
    """`list(x)`, `tuple(x)`, `set(x)`, `sorted(x)`."""

    def make(frame: Frame, arguments: Arguments) -> Value:
        value = arguments.value(0)
        if value is None:
            return Sequence(kind, [])
        known = operators.items_of(value, frame, arguments.node)
        frame.reading.budget.spend(1 + len(known.items) // 16)
        return Sequence(kind, list(known.items), known.is_open)

    return make


def reversed_(frame: Frame, arguments: Arguments) -> Value:
    """`reversed(x)`."""
    known = operators.items_of(arguments.value(0) or Unknown(), frame, arguments.node)
    return Sequence("list", known.items[::-1], known.is_open)


def dict_(frame: Frame, arguments: Arguments) -> Value:
    """`dict(x, key=value)`."""
    value = arguments.value(0)
    entries: dict[Hashable, tuple[Item, Item]] = {}
    is_open = arguments.is_open
    if isinstance(value, Mapping):
        entries.update(value.entries)
        is_open = is_open or value.is_open
    elif value is not None:
        known = operators.items_of(value, frame, arguments.node)
        is_open = is_open or known.is_open
        for row in known.items:
            pair = row.value
            if isinstance(pair, Sequence) and len(pair.items) == 2:
                key = operators.key_of(pair.items[0].value)
                if key is not None:
                    entries[key] = (pair.items[0], pair.items[1])
                    continue
            is_open = True
    where = frame.origin(arguments.node)
    for name, item in arguments.keywords.items():
        entries[(name,)] = (Item(Constant(name, where), where), item)
    return Mapping(entries, is_open)


def zip_(frame: Frame, arguments: Arguments) -> Value:
    """`zip(a, b)`."""
    known = [operators.items_of(one.value, frame, arguments.node) for one in arguments.positional]
    where = frame.origin(arguments.node)
    rows = [
        Item(Sequence("tuple", list(row)), where)
        for row in zip(*(one.items for one in known), strict=False)
    ]
    frame.reading.budget.spend(1 + len(rows) // 8)
    return Sequence("list", rows, any(one.is_open for one in known))


def enumerate_(frame: Frame, arguments: Arguments) -> Value:
    """`enumerate(x)`."""
    known = operators.items_of(arguments.value(0) or Unknown(), frame, arguments.node)
    start = arguments.value(1, "start")
    first = start.value if isinstance(start, Constant) and isinstance(start.value, int) else 0
    where = frame.origin(arguments.node)
    rows = [
        Item(Sequence("tuple", [Item(Constant(number), where), item]), where)
        for number, item in enumerate(known.items, first)
    ]
    return Sequence("list", rows, known.is_open)


def range_(frame: Frame, arguments: Arguments) -> Value:
    """`range(n)`, up to a bound."""
    numbers = [
        item.value.value
        for item in arguments.positional
        if isinstance(item.value, Constant) and type(item.value.value) is int
    ]
    if not numbers or len(numbers) != len(arguments.positional) or 0 in numbers[2:]:
        return Sequence("list", [], is_open=True)
    if len(numbers) > 3 or any(abs(number) > 1 << 62 for number in numbers):
        return Sequence("list", [], is_open=True)
    whole = range(*numbers)
    if len(whole) > limits.RANGE_ITEMS:
        return Sequence("list", [], is_open=True)
    frame.reading.budget.spend(1 + len(whole) // 4)
    where = frame.origin(arguments.node)
    return Sequence("list", [Item(Constant(number), where) for number in whole])


def map_(frame: Frame, arguments: Arguments) -> Value:
    """`map(f, x)`."""
    function = arguments.value(0)
    known = operators.items_of(arguments.value(1) or Unknown(), frame, arguments.node)
    if function is None or len(arguments.positional) != 2:
        return Sequence("list", [], is_open=True)
    items = []
    for item in known.items:
        inner = calls.Arguments(arguments.node)
        inner.positional.append(item)
        items.append(Item(calls.call(frame, function, inner, arguments.node), item.origin))
    return Sequence("list", items, known.is_open)


def len_(frame: Frame, arguments: Arguments) -> Value:
    """`len(x)`."""
    value = arguments.value(0)
    if isinstance(value, Sequence) and not value.is_open and value.name != "set":
        return Constant(len(value.items))
    if isinstance(value, Mapping) and not value.is_open:
        return Constant(len(value.entries))
    if isinstance(value, Constant) and isinstance(value.value, (str, bytes)):
        return Constant(len(value.value))
    return UNKNOWN_INT


def str_(frame: Frame, arguments: Arguments) -> Value:
    """`str(x)`."""
    value = arguments.value(0)
    if isinstance(value, Constant) and len(arguments.positional) == 1:
        if isinstance(value.value, str):
            return value
        if type(value.value) is int:
            return Constant(operators.decimal(value.value))
    return UNKNOWN_TEXT


def int_(frame: Frame, arguments: Arguments) -> Value:
    """`int(x)`."""
    value = arguments.value(0)
    if isinstance(value, Constant) and isinstance(value.value, int):
        return Constant(int(value.value))
    return UNKNOWN_INT


def extreme(frame: Frame, arguments: Arguments) -> Value:
    """`min` and `max` of something."""
    words = {operators.kind_of(item.value) for item in arguments.positional}
    word = words.pop() if len(words) == 1 else None
    return Kind(word) if word and len(arguments.positional) > 1 else Kind("other")


def names_of(frame: Frame, arguments: Arguments) -> Value:
    """`globals()`, and `locals()` and `vars()` where they are the frame's own."""
    value = arguments.value(0)
    if isinstance(value, Module):
        return Names(value.frame)
    return Names(frame) if value is None else frame.unknown(arguments.node)


def globals_(frame: Frame, arguments: Arguments) -> Value:
    """`globals()`."""
    return Names(frame.module)


def super_(frame: Frame, arguments: Arguments) -> Value:
    """`super()`: the object as one of its first base."""
    owner, function = frame.self_value, frame.function
    if isinstance(owner, Instance) and function is not None and function.owner is not None:
        bases = [base for base in function.owner.bases if isinstance(base, Class)]
        if bases:
            above = Instance(bases[0])
            above.attributes = owner.attributes
            above.library = owner.library
            return above
    return frame.unknown(arguments.node)


def next_(frame: Frame, arguments: Arguments) -> Value:
    """`next(iterator)`: the first item, if there is one."""
    known = operators.items_of(arguments.value(0) or Unknown(), frame, arguments.node)
    return known.items[0].value if known.items else frame.unknown(arguments.node)


def partial(frame: Frame, arguments: Arguments) -> Value:
    """`functools.partial(f, ...)`."""
    callee = arguments.value(0)
    if callee is None:
        return frame.unknown(arguments.node)
    return Partial(callee, arguments.positional[1:], arguments.keywords)


def identity(frame: Frame, arguments: Arguments) -> Value:
    """A decorator that leaves the function as it is."""
    return Builtin("identity")


def passed(frame: Frame, arguments: Arguments) -> Value:
    """What is given back as it came: `typing.cast(T, x)`, a decorated function."""
    return arguments.positional[-1].value if arguments.positional else Unknown()


def suppress(frame: Frame, arguments: Arguments) -> Value:
    """`contextlib.suppress(AttributeError)`."""
    for item in arguments.positional:
        if isinstance(item.value, Unknown) and item.value.label in branches.ABSENCE:
            return Builtin(branches.SUPPRESSING)
    return frame.unknown(arguments.node)


def import_module(frame: Frame, arguments: Arguments) -> Value:
    """`importlib.import_module(name)`."""
    name = arguments.value(0)
    if isinstance(name, Constant) and isinstance(name.value, str):
        path = name.value.lstrip(".")
        level = len(name.value) - len(path)
        project = frame.reading.project
        return project.imported(project.absolute(frame.source, path, level) if level else path)
    return frame.unknown(arguments.node)


def constant(value: Value) -> Callable[[Frame, Arguments], Value]:
    """A function that always gives the same."""

    def give(frame: Frame, arguments: Arguments) -> Value:
        return value

    return give


HANDLERS: dict[str, Callable[[Frame, Arguments], Value]] = {
    "__import__": import_module,
    "bool": constant(UNKNOWN_BOOL),
    "bytearray": constant(Kind("other")),
    "bytes": constant(UNKNOWN_BYTES),
    "callable": constant(UNKNOWN_BOOL),
    "chr": constant(UNKNOWN_TEXT),
    "collections.OrderedDict": dict_,
    "contextlib.suppress": suppress,
    "dict": dict_,
    "enumerate": enumerate_,
    "find_library": constant(UNKNOWN_TEXT),
    "float": constant(UNKNOWN_FLOAT),
    "frozenset": container("set"),
    "functools.cache": passed,
    "functools.lru_cache": passed,
    "functools.partial": partial,
    "functools.wraps": identity,
    "getattr": getattr_,
    "globals": globals_,
    "hasattr": hasattr_,
    "identity": passed,
    "importlib.import_module": import_module,
    "int": int_,
    "isinstance": isinstance_,
    "iter": container("list"),
    "len": len_,
    "list": container("list"),
    "locals": names_of,
    "map": map_,
    "max": extreme,
    "min": extreme,
    "next": next_,
    "ord": constant(UNKNOWN_INT),
    # What is read is judged for Linux; for its processor, this machine stands.
    "platform.machine": constant(Constant(os.uname().machine)),
    "platform.system": constant(Constant("Linux")),
    "print": constant(Constant(None)),
    "property": passed,
    "range": range_,
    "repr": constant(UNKNOWN_TEXT),
    "reversed": reversed_,
    "set": container("set"),
    "setattr": setattr_,
    "sorted": container("list"),
    "str": str_,
    "super": super_,
    "tuple": container("tuple"),
    "type": type_,
    "typing.cast": passed,
    "vars": names_of,
    "zip": zip_,
}
