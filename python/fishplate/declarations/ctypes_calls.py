"""Calls of what ctypes, cffi and NumPy's `ctypeslib` offer: types, objects, libraries."""

from __future__ import annotations

import ast

from fishplate.declarations import cffi_tables, formats, operators
from fishplate.declarations.declared_types import array_length
from fishplate.declarations.scope import Frame
from fishplate.declarations.values import (
    UNKNOWN_BYTES,
    UNKNOWN_INT,
    UNKNOWN_TEXT,
    Adapter,
    Array,
    Callback,
    Class,
    CObject,
    Constant,
    CType,
    Ffi,
    Function,
    Item,
    Library,
    Pointer,
    Record,
    Sequence,
    Simple,
    Unknown,
    Value,
    is_none,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from fishplate.declarations.calls import Arguments


def instantiate(frame: Frame, type_: CType, arguments: Arguments, node: ast.AST) -> Value:
    """An object of a type."""
    made = CObject(Item(type_, frame.origin(spelled(node))))
    if isinstance(type_, Callback) and arguments.positional:
        given = arguments.positional[0].value
        if not (isinstance(given, Constant) and isinstance(given.value, int)):
            made.is_callback_of = given
    return made


def spelled(node: ast.AST) -> ast.AST:
    """The part of a call that names the type."""
    return node.func if isinstance(node, ast.Call) else node


def pointer_to(frame: Frame, arguments: Arguments) -> Value:
    """`POINTER(T)`."""
    item = arguments.get(0, "type")
    if item is None:
        return frame.unknown(arguments.node)
    if is_none(item.value):
        # ctypes gives `c_void_p` for `POINTER(None)`.
        return Simple("c_void_p")
    return Pointer(item)


def array_of(frame: Frame, arguments: Arguments) -> Value:
    """`ARRAY(T, n)`."""
    item, length = arguments.get(0), arguments.value(1)
    if item is None:
        return frame.unknown(arguments.node)
    return Array(item, array_length(length or Unknown()))


def callback(convention: str) -> Callable[[Frame, Arguments], Value]:
    """`CFUNCTYPE(result, *arguments)` and its like."""

    def make(frame: Frame, arguments: Arguments) -> Value:
        result = arguments.get(0, "restype")
        rest = Sequence("tuple", arguments.positional[1:], arguments.is_open)
        if result is None:
            result = Item(Unknown("the result"), frame.origin(arguments.node))
            rest.is_open = True
        return Callback(result, rest, convention)

    return make


def loader(convention: str) -> Callable[[Frame, Arguments], Value]:
    """`CDLL(name)` and its like."""

    def load(frame: Frame, arguments: Arguments) -> Value:
        return loaded(frame, convention, arguments)

    return load


def loaded(frame: Frame, convention: str, arguments: Arguments) -> Library:
    """A library by its file; it is called by the name that it is given, if it gets one."""
    return Library("", convention)


def load_by_folder(frame: Frame, arguments: Arguments) -> Value:
    """`numpy.ctypeslib.load_library(name, folder)`."""
    return Library("")


def object_pointer(frame: Frame, arguments: Arguments) -> Value:
    """`byref(x)` and `pointer(x)`."""
    value = arguments.value(0)
    if isinstance(value, CObject):
        return CObject(Item(Pointer(value.type), frame.origin(arguments.node)))
    return frame.unknown(arguments.node)


def cast(frame: Frame, arguments: Arguments) -> Value:
    """`cast(x, T)`."""
    item = arguments.get(1, "typ")
    if item is None or not isinstance(item.value, CType):
        return frame.unknown(arguments.node)
    made, given = CObject(item), arguments.get(0, "obj")
    if given is not None and isinstance(given.value, CObject):
        made.is_callback_of = given.value.is_callback_of
    return made


def buffer(element: str) -> Callable[[Frame, Arguments], Value]:
    """`create_string_buffer(n)` and its wide brother."""

    def make(frame: Frame, arguments: Arguments) -> Value:
        where = frame.origin(arguments.node)
        return CObject(Item(Array(Item(Simple(element), None), None), where))

    return make


def sizeof(frame: Frame, arguments: Arguments) -> Value:
    """`sizeof(T)` on 64-bit Linux."""
    value = arguments.value(0)
    if isinstance(value, CObject):
        value = value.type.value
    size = operators.size_in_bytes(value) if value is not None else None
    return UNKNOWN_INT if size is None else Constant(size)


def of_kind(value: Value) -> Callable[[Frame, Arguments], Value]:
    """A function of which only the kind of the result is known."""

    def give(frame: Frame, arguments: Arguments) -> Value:
        return value

    return give


def adapter(frame: Frame, arguments: Arguments) -> Value:
    """`ndpointer(dtype=..., ndim=..., flags=...)`, in words."""
    source = frame.source
    words: list[str] = []
    for number, keyword in enumerate(("dtype", "ndim", "shape", "flags")):
        item = arguments.get(number, keyword)
        if item is not None and not is_none(item.value):
            where = item.origin
            shown = where.source.spelling(where.node) if where else source.path
            words.append(f"{keyword}={shown}")
    return Adapter("ndpointer of NumPy: " + ", ".join(words) if words else "ndpointer of NumPy")


def type_of_array(frame: Frame, arguments: Arguments) -> Value:
    """`as_ctypes_type(dtype)`, which is not followed."""
    return frame.unknown(arguments.node, "as_ctypes_type(...)")


def make_ffi(frame: Frame, arguments: Arguments) -> Value:
    """`cffi.FFI()`."""
    ffi = Ffi()
    frame.reading.ffis.append(ffi)
    return ffi


def make_written_ffi(frame: Frame, arguments: Arguments) -> Value:
    """`_cffi_backend.FFI(name, _types=..., _globals=...)`, in a module that CFFI wrote."""
    ffi = Ffi()
    ffi.is_table = True
    tables = {name: item.value for name, item in arguments.keywords.items()}
    item = arguments.keywords.get("_globals")
    where = (item.origin if item is not None else None) or frame.origin(arguments.node)
    try:
        ffi.texts.append((cffi_tables.text_of(tables), None, where))
    except cffi_tables.Malformed:
        why = "its tables are not as CFFI writes them"
        frame.reading.note(frame.source, arguments.node, "`_cffi_backend.FFI(...)`", why)
        return ffi
    frame.reading.ffis.append(ffi)
    return ffi


def call_method(frame: Frame, type_: CType, name: str, arguments: Arguments) -> Value:
    """A class method of a type: `T.from_buffer(x)`."""
    if name in ("from_address", "from_buffer", "from_buffer_copy", "in_dll"):
        node = arguments.node
        function = node.func if isinstance(node, ast.Call) else node
        spelled_type = function.value if isinstance(function, ast.Attribute) else function
        return CObject(Item(type_, frame.origin(spelled_type)))
    return frame.unknown(arguments.node)


def is_made_of_function(value: CObject) -> bool:
    """Whether a callback object was made of a Python function, which must then be kept."""
    inner = value.is_callback_of
    return inner is not None and (
        isinstance(inner, (Function, Class)) or not isinstance(inner, (Constant, CObject, Record))
    )


HANDLERS: dict[str, Callable[[Frame, Arguments], Value]] = {
    "_cffi_backend.FFI": make_written_ffi,
    "cffi.FFI": make_ffi,
    "cffi.api.FFI": make_ffi,
    "ctypes.ARRAY": array_of,
    "ctypes.CDLL": loader("c"),
    "ctypes.CFUNCTYPE": callback("c"),
    "ctypes.OleDLL": loader("stdcall"),
    "ctypes.POINTER": pointer_to,
    "ctypes.PYFUNCTYPE": callback("c"),
    "ctypes.PyDLL": loader("c"),
    "ctypes.WINFUNCTYPE": callback("stdcall"),
    "ctypes.WinDLL": loader("stdcall"),
    "ctypes.addressof": of_kind(UNKNOWN_INT),
    "ctypes.alignment": of_kind(UNKNOWN_INT),
    "ctypes.byref": object_pointer,
    "ctypes.c_buffer": buffer("c_char"),
    "ctypes.cast": cast,
    "ctypes.create_string_buffer": buffer("c_char"),
    "ctypes.create_unicode_buffer": buffer("c_wchar"),
    "ctypes.get_errno": of_kind(UNKNOWN_INT),
    "ctypes.pointer": object_pointer,
    "ctypes.sizeof": sizeof,
    "ctypes.string_at": of_kind(UNKNOWN_BYTES),
    "ctypes.wstring_at": of_kind(UNKNOWN_TEXT),
    "numpy.ctypeslib.as_ctypes_type": type_of_array,
    "numpy.ctypeslib.load_library": load_by_folder,
    "numpy.ctypeslib.ndpointer": adapter,
}
HANDLERS.update({f"struct.{name}": formats.used for name in formats.FUNCTIONS})
