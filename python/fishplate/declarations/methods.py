"""Methods of constants, containers, `globals()`, loaders, ctypes types and `cffi.FFI`."""

from __future__ import annotations

import ast

from fishplate.declarations import ctypes_calls, operators
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import (
    NONE,
    UNKNOWN_BYTES,
    UNKNOWN_TEXT,
    CObject,
    Constant,
    CType,
    Ffi,
    Item,
    Kind,
    Library,
    Mapping,
    Method,
    Names,
    Sequence,
    Unknown,
    Value,
    is_none,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fishplate.declarations.calls import Arguments

# Methods of `str` that only look at the text, or give one that is no longer.
TEXT_METHODS = {
    "capitalize",
    "casefold",
    "count",
    "endswith",
    "find",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isspace",
    "istitle",
    "isupper",
    "lower",
    "lstrip",
    "removeprefix",
    "removesuffix",
    "rfind",
    "rstrip",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "upper",
}
SPLITTING = {"partition", "rpartition", "rsplit", "split", "splitlines"}
# What a method gives for a text that is not known.
TEXT_RESULTS = {
    "encode": UNKNOWN_BYTES,
    "count": Kind("int"),
    "find": Kind("int"),
    "index": Kind("int"),
    "rfind": Kind("int"),
}
# What a compiler allows for.
LARGEST_PACK = 16
CHANGING = {"add", "append", "extend", "insert", "update"}
READING = {"__getitem__", "get", "pop", "setdefault"}


def call(frame: Frame, method: Method, arguments: Arguments, node: ast.AST) -> Value:
    """Call a method."""
    owner, name = method.owner, method.name
    result: Value | None = None
    if isinstance(owner, Constant):
        result = of_constant(frame, owner, name, arguments)
    elif isinstance(owner, Kind):
        result = of_kind(owner, name)
    elif isinstance(owner, Sequence):
        result = of_sequence(frame, owner, name, arguments)
    elif isinstance(owner, (Mapping, Names)):
        result = of_mapping(frame, owner, name, arguments)
    elif isinstance(owner, Library):
        result = of_loader(owner)
    elif isinstance(owner, Ffi):
        of_ffi(frame, owner, name, arguments)
    elif isinstance(owner, CType):
        result = ctypes_calls.call_method(frame, owner, name, arguments)
    elif isinstance(owner, CObject):
        result = frame.unknown(node)
    return result if result is not None else frame.unknown(node)


def of_constant(frame: Frame, owner: Constant, name: str, arguments: Arguments) -> Value | None:
    """A method of a constant text or bytes."""
    text = owner.value
    if not isinstance(text, (str, bytes)):
        return None
    given = [item.value for item in arguments.positional]
    if isinstance(text, str) and name == "join":
        return joined(frame, owner, given)
    if isinstance(text, str) and name == "format":
        return formatted(owner, arguments)
    constants = [value.value for value in given if isinstance(value, Constant)]
    if len(constants) != len(given) or arguments.keywords or arguments.is_open:
        return TEXT_RESULTS.get(name) or (
            Kind("text" if isinstance(text, str) else "bytes") if name in TEXT_METHODS else None
        )
    return computed(frame, owner, name, constants, arguments)


def computed(
    frame: Frame, owner: Constant, name: str, given: list[object], arguments: Arguments
) -> Value | None:
    """What a method gives for constants."""
    text = owner.value
    frame.reading.budget.spend(1 + len(text) // 64)
    try:
        if name in TEXT_METHODS:
            return Constant(getattr(text, name)(*given), owner.origin)
        if name in SPLITTING:
            where = frame.origin(arguments.node)
            parts = getattr(text, name)(*given)
            items = [Item(Constant(part, owner.origin), where) for part in parts]
            kind = "tuple" if "partition" in name else "list"
            return Sequence(kind, items)
        if name == "encode" and not given:
            return Constant(text.encode())
        if name == "decode" and not given:
            return Constant(text.decode(), owner.origin)
        if name == "replace" and len(given) == 2 and all(isinstance(p, str) for p in given):
            old, new = str(given[0]), str(given[1])
            if (len(text) + 1) * (len(new) + 1) < 1 << 22 and isinstance(text, str):
                return Constant(text.replace(old, new), owner.origin)
    except (TypeError, ValueError, AttributeError, LookupError, UnicodeError):
        return None
    return TEXT_RESULTS.get(name)


def joined(frame: Frame, owner: Constant, given: list[Value]) -> Value:
    """`", ".join(x)`."""
    if len(given) != 1:
        return UNKNOWN_TEXT
    known = operators.items_of(given[0], frame, ast.Pass())
    if known.is_open:
        return UNKNOWN_TEXT
    whole: Value = Constant("")
    for number, item in enumerate(known.items):
        frame.reading.budget.spend(2)
        if number:
            whole = operators.joined(whole, owner)
        whole = operators.joined(whole, item.value)
    return whole


def formatted(owner: Constant, arguments: Arguments) -> Value:
    """`"lib{}_{name}".format(...)` with plain fields."""
    whole: Value = Constant("", owner.origin)
    number = 0
    rest = owner.value.replace("{{", "\0").replace("}}", "\1")
    while rest:
        before, brace, rest = rest.partition("{")
        text = before.replace("\0", "{").replace("\1", "}")
        whole = operators.joined(whole, Constant(text, owner.origin))
        if not brace:
            break
        field, brace, rest = rest.partition("}")
        if field == "":
            field, number = str(number), number + 1
        value = arguments.keywords.get(field) or (
            arguments.get(int(field)) if field.isdecimal() and len(field) < 4 else None
        )
        inner: Value = value.value if value is not None and brace else UNKNOWN_TEXT
        if isinstance(inner, Constant) and type(inner.value) is int:
            inner = Constant(operators.decimal(inner.value))
        whole = operators.joined(whole, inner)
    return whole


def of_kind(owner: Kind, name: str) -> Value | None:
    """A method of a value of a known class."""
    if owner.name in ("text", "bytes"):
        if name in TEXT_RESULTS:
            return TEXT_RESULTS[name]
        if name == "decode":
            return UNKNOWN_TEXT
        if name in TEXT_METHODS or name in ("format", "join", "replace"):
            return Kind("bool") if name.startswith(("is", "ends", "starts")) else owner
    return None


def of_sequence(frame: Frame, owner: Sequence, name: str, arguments: Arguments) -> Value | None:
    """A method of a list, tuple or set; a list changes in place."""
    item = arguments.get(0)
    if name in CHANGING:
        frame.reading.progress += 1
    if name in ("append", "add") and item is not None:
        frame.reading.budget.spend()
        owner.items.append(item)
        return NONE
    if name in ("extend", "update") and item is not None:
        more = operators.items_of(item.value, frame, arguments.node)
        frame.reading.budget.spend(1 + len(more.items) // 16)
        owner.items.extend(list(more.items))
        owner.is_open = owner.is_open or more.is_open
        return NONE
    if name == "insert" and len(arguments.positional) == 2:
        where = arguments.positional[0].value
        if isinstance(where, Constant) and type(where.value) is int and abs(where.value) < 1 << 31:
            owner.items.insert(where.value, arguments.positional[1])
        else:
            owner.is_open = True
        return NONE
    if name == "copy":
        return Sequence(owner.name, list(owner.items), owner.is_open)
    if name in ("clear", "discard", "pop", "remove", "sort", "reverse"):
        # Removing is mostly for what turns out to be absent; the declaration was still made.
        return NONE if name not in ("pop",) else None
    return None


def of_mapping(
    frame: Frame, owner: Mapping | Names, name: str, arguments: Arguments
) -> Value | None:
    """A method of a dictionary, or of `globals()`."""
    if isinstance(owner, Names):
        return of_names(owner, name, arguments)
    if name in READING:
        return got(owner, name, arguments)
    if name == "copy":
        return Mapping(dict(owner.entries), owner.is_open)
    where = frame.origin(arguments.node)
    pairs = list(owner.entries.values())
    if name == "keys":
        return Sequence("list", [key for key, _ in pairs], owner.is_open)
    if name == "values":
        return Sequence("list", [value for _, value in pairs], owner.is_open)
    if name == "items":
        rows = [Item(Sequence("tuple", [key, value]), key.origin or where) for key, value in pairs]
        return Sequence("list", rows, owner.is_open)
    if name == "update":
        more = arguments.value(0)
        if isinstance(more, Mapping):
            owner.entries.update(more.entries)
        owner.is_open = owner.is_open or not isinstance(more, (Mapping, type(None)))
        for key, item in arguments.keywords.items():
            owner.entries[(key,)] = (Item(Constant(key, where), where), item)
        return NONE
    return None


def got(owner: Mapping, name: str, arguments: Arguments) -> Value | None:
    """`mapping.get(key, default)`."""
    key = operators.key_of(arguments.value(0) or Unknown())
    default = arguments.get(1)
    if key is None:
        return None
    pair = owner.entries.get(key)
    if pair is not None:
        return pair[1].value
    if owner.is_open:
        return None
    if name == "setdefault" and default is not None:
        first = arguments.positional[0]
        owner.entries[key] = (first, default)
    return default.value if default is not None else NONE


def of_names(owner: Names, name: str, arguments: Arguments) -> Value | None:
    """A method of `globals()`."""
    frame = owner.frame
    if name in READING:
        key = arguments.value(0)
        if isinstance(key, Constant) and isinstance(key.value, str):
            value = frame.names.get(key.value)
            if value is not None:
                return value
            default = arguments.value(1)
            return default if default is not None else NONE
        return None
    if name == "update":
        more = arguments.value(0)
        if isinstance(more, Names):
            for key_name, value in list(more.frame.names.items()):
                if not is_none(value):
                    frame.bind(key_name, value)
        elif isinstance(more, Mapping):
            for key_item, item in list(more.entries.values()):
                key_value = key_item.value
                if isinstance(key_value, Constant) and isinstance(key_value.value, str):
                    frame.bind(key_value.value, item.value)
        for key_name, item in arguments.keywords.items():
            frame.bind(key_name, item.value)
        return NONE
    if name in ("keys", "values", "items"):
        return Sequence("list", [], is_open=True)
    return None


def of_loader(owner: Library) -> Value:
    """`cdll.LoadLibrary(name)`."""
    return Library("", owner.convention)


def of_ffi(frame: Frame, owner: Ffi, name: str, arguments: Arguments) -> None:
    """`ffi.cdef(text)` and the calls that say who reads it."""
    if name == "cdef":
        item = arguments.get(0, "csource")
        value = item.value if item else None
        if isinstance(value, Constant) and isinstance(value.value, str):
            where = value.origin
            written = item.origin if item else None
            if written is not None and where is not None and is_literal(written.node):
                where = written
            where = where or frame.origin(arguments.node)
            owner.texts.append((value.value, packing(arguments), where))
        elif item is not None:
            shown = frame.source.spelling(arguments.node)
            why = "the C text is not in the files that were read"
            frame.reading.note(frame.source, arguments.node, f"`{shown}`", why)
    elif name in ("set_source", "set_source_pkgconfig"):
        source = arguments.value(1 if name == "set_source" else 2, "source")
        owner.is_verified = owner.is_verified or (source is not None and not is_none(source))
    elif name == "verify":
        owner.is_verified = True


def packing(arguments: Arguments) -> int | None:
    """The largest alignment that `cdef(text, packed=True)` and `cdef(text, pack=2)` allow."""
    pack = arguments.value(3, "pack")
    if isinstance(pack, Constant) and type(pack.value) is int and 0 < pack.value <= LARGEST_PACK:
        return pack.value
    packed = arguments.value(2, "packed")
    return 1 if isinstance(packed, Constant) and packed.value is True else None


def is_literal(node: ast.AST) -> bool:
    """Whether a node is a literal."""
    return isinstance(node, ast.Constant)
