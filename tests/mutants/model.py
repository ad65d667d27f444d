"""A C library as a binding sees it: types, functions, records and callbacks. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Void:
    """No value."""


@dataclass(frozen=True)
class Scalar:
    """A number: its name in C and in ctypes."""

    c: str
    ctypes: str
    is_float: bool = False


@dataclass(frozen=True)
class Enum:
    """An enumeration by its tag."""

    name: str


@dataclass(frozen=True)
class Pointer:
    """An address of something."""

    to: Type
    is_const: bool = False


@dataclass(frozen=True)
class Array:
    """A field that holds several."""

    element: Type
    length: int


@dataclass(frozen=True)
class RecordName:
    """A record by its tag."""

    name: str


@dataclass(frozen=True)
class CallbackName:
    """A function pointer by the name of its type."""

    name: str


Type = Void | Scalar | Enum | Pointer | Array | RecordName | CallbackName


@dataclass(frozen=True)
class Function:
    """A function; `has_result` is false where a binding does not say what it returns."""

    name: str
    result: Type
    parameters: tuple[Type, ...]
    has_result: bool = True


@dataclass(frozen=True)
class Record:
    """A structure or union with its named fields; `pack` is the largest alignment."""

    name: str
    fields: tuple[tuple[str, Type], ...]
    is_union: bool = False
    pack: int | None = None


@dataclass(frozen=True)
class Callback:
    """The type of a function that C calls."""

    name: str
    result: Type
    parameters: tuple[Type, ...]


Item = Function | Record | Callback


@dataclass(frozen=True)
class Library:
    """All items, each after what it uses, and the header that is the truth."""

    header: str
    include: str
    items: tuple[Item, ...]
    # Records that point to themselves want their fields set later.
    is_later: bool = False
    functions: tuple[Function, ...] = field(init=False)
    records: tuple[Record, ...] = field(init=False)
    callbacks: tuple[Callback, ...] = field(init=False)

    def __post_init__(self) -> None:
        for name, kind in (("functions", Function), ("records", Record), ("callbacks", Callback)):
            some = tuple(item for item in self.items if isinstance(item, kind))
            object.__setattr__(self, name, some)


VOID = Void()
CHAR = Scalar("char", "c_char")
INTS = (
    Scalar("signed char", "c_byte"),
    Scalar("unsigned char", "c_ubyte"),
    Scalar("short", "c_short"),
    Scalar("unsigned short", "c_ushort"),
    Scalar("int", "c_int"),
    Scalar("unsigned", "c_uint"),
    Scalar("long", "c_long"),
    Scalar("unsigned long", "c_ulong"),
    Scalar("long long", "c_longlong"),
    Scalar("unsigned long long", "c_ulonglong"),
    Scalar("size_t", "c_size_t"),
    Scalar("int8_t", "c_int8"),
    Scalar("uint8_t", "c_uint8"),
    Scalar("int16_t", "c_int16"),
    Scalar("uint16_t", "c_uint16"),
    Scalar("int32_t", "c_int32"),
    Scalar("uint32_t", "c_uint32"),
    Scalar("int64_t", "c_int64"),
    Scalar("uint64_t", "c_uint64"),
)
FLOATS = (
    Scalar("float", "c_float", is_float=True),
    Scalar("double", "c_double", is_float=True),
    Scalar("long double", "c_longdouble", is_float=True),
)
BOOL = Scalar("bool", "c_bool")


def c_text(ty: Type, name: str = "") -> str:
    """A declaration of that type in C, of a name or of none."""
    spaced = f" {name}" if name else ""
    match ty:
        case Void():
            return "void" + spaced
        case Scalar(c=c):
            return c + spaced
        case Enum(name=tag):
            return f"enum {tag}{spaced}"
        case RecordName(name=tag):
            return f"{tag}{spaced}"
        case CallbackName(name=tag):
            return f"{tag}{spaced}"
        case Array(element=element, length=length):
            return c_text(element, f"{name}[{length}]")
        case Pointer(to=to, is_const=is_const):
            const = "const " if is_const else ""
            return const + c_text(to, f"*{name}")


def ctypes_text(ty: Type, prefix: str) -> str:
    """The type in ctypes, with `prefix` before the names of the module."""
    match ty:
        case Void():
            return "None"
        case Scalar(ctypes=name):
            return prefix + name
        case Enum():
            return prefix + "c_int"
        case RecordName(name=name) | CallbackName(name=name):
            return name
        case Array(element=element, length=length):
            return f"{ctypes_text(element, prefix)} * {length}"
        case Pointer(to=Void()):
            return prefix + "c_void_p"
        case Pointer(to=Scalar(c="char")):
            return prefix + "c_char_p"
        case Pointer(to=to):
            return f"{prefix}POINTER({ctypes_text(to, prefix)})"
