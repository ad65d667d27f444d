"""The abstract values that sources are worked through with.

A value is what is known of a Python object before its program runs: a constant, a type of ctypes,
a library, a function of the program, or merely that it is unknown. Values have no behaviour here.
"""

from __future__ import annotations

import ast

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any

    from fishplate.declarations.scope import Frame
    from fishplate.declarations.source import Source


class Origin:
    """Where a value was written.

    Parameters
    ----------
    source, node
        The place.
    depth
        How many calls deep the working through was: the smaller, the nearer to the user's table.
    spelling
        What stands for the node's own text, if anything does.
    """

    __slots__ = ("depth", "node", "source", "spelling")

    def __init__(self, source: Source, node: ast.AST, depth: int, spelling: str = "") -> None:
        self.source = source
        self.node = node
        self.depth = depth
        self.spelling = spelling


class Value:
    """Anything."""

    __slots__ = ()


class Item:
    """A value with where it was written; nowhere, if it is ctypes' own."""

    __slots__ = ("origin", "value")

    def __init__(self, value: Value, origin: Origin | None) -> None:
        self.value = value
        self.origin = origin


class Unknown(Value):
    """Not known, but perhaps by what road it was reached: attribute `member` of `base`.

    What is assigned to it shows later what it is: `x.f.argtypes = ...` makes `x` a library.
    """

    __slots__ = ("base", "label", "library", "member", "members", "native", "origin")

    def __init__(
        self,
        label: str = "",
        base: Unknown | None = None,
        member: str = "",
        origin: Origin | None = None,
    ) -> None:
        self.label = label
        self.base = base
        self.member = member
        self.origin = origin
        self.members: dict[str, Unknown] = {}
        self.library: Library | None = None
        self.native: Native | None = None


class Nameless(Unknown):
    """A function of a known library, by a name that the source does not show."""

    __slots__ = ("owner",)

    def __init__(self, owner: Library, label: str) -> None:
        super().__init__(label)
        self.owner = owner


class External(Unknown):
    """A module outside of the targets, or what is reached from it by attributes."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        super().__init__(path.rpartition(".")[2])
        self.path = path


class Undecided(Unknown):
    """One of several types or layouts, by a condition that the source does not decide."""

    __slots__ = ()


class Constant(Value):
    """A Python constant; a string knows where it was written."""

    __slots__ = ("origin", "value")

    def __init__(self, value: Any, origin: Origin | None = None) -> None:
        self.value = value
        self.origin = origin


class Kind(Value):
    """A Python object of a known class: `int`, `float`, `text`, `bytes`, `bool`."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Sequence(Value):
    """A list, tuple or set; `is_open` if it may have more items than are known."""

    __slots__ = ("is_open", "items", "name")

    def __init__(self, name: str, items: list[Item], is_open: bool = False) -> None:
        self.name = name
        self.items = items
        self.is_open = is_open


class Mapping(Value):
    """A dictionary with constant keys; `is_open` if it may have more."""

    __slots__ = ("entries", "is_open")

    def __init__(self, entries: dict[Hashable, tuple[Item, Item]], is_open: bool = False) -> None:
        self.entries = entries
        self.is_open = is_open


class Names(Value):
    """The names of a frame as a dictionary: `globals()`."""

    __slots__ = ("frame",)

    def __init__(self, frame: Frame) -> None:
        self.frame = frame


class Builtin(Value):
    """A function or class that is known by its name: `ctypes.POINTER`, `len`."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path


class Method(Value):
    """A method of a value that is not a program's class: `[].append`, `ffi.cdef`."""

    __slots__ = ("name", "owner")

    def __init__(self, owner: Value, name: str) -> None:
        self.owner = owner
        self.name = name


class Partial(Value):
    """A callable with some of its arguments."""

    __slots__ = ("callee", "keywords", "positional")

    def __init__(self, callee: Value, positional: list[Item], keywords: dict[str, Item]) -> None:
        self.callee = callee
        self.positional = positional
        self.keywords = keywords


class Module(Value):
    """A module of the targets."""

    __slots__ = ("frame", "name")

    def __init__(self, name: str, frame: Frame) -> None:
        self.name = name
        self.frame = frame


class Function(Value):
    """A function of the program."""

    __slots__ = ("body_kind", "defaults", "frame", "is_property", "node", "owner")

    def __init__(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        frame: Frame,
        defaults: dict[str, Item],
    ) -> None:
        self.node = node
        self.frame = frame
        self.defaults = defaults
        self.owner: Class | None = None
        # "static", "class" or empty.
        self.body_kind = ""
        self.is_property = False

    @property
    def name(self) -> str:
        """Its name in the source."""
        return "<lambda>" if isinstance(self.node, ast.Lambda) else self.node.name


class Class(Value):
    """A class of the program."""

    __slots__ = ("bases", "frame", "is_enumeration", "is_library", "name", "node", "self_value")

    def __init__(self, name: str, node: ast.ClassDef | None, frame: Frame, bases: list[Value]):
        self.name = name
        self.node = node
        self.frame = frame
        self.bases = bases
        self.is_enumeration = False
        # The calling convention of a class derived from `CDLL`, else empty.
        self.is_library = ""
        # What `self` is in methods that nobody calls.
        self.self_value: Value | None = None


class Instance(Value):
    """An object of a program's class."""

    __slots__ = ("attributes", "cls", "library")

    def __init__(self, cls: Class) -> None:
        self.cls = cls
        self.attributes: dict[str, Item] = {}
        self.library: Library | None = None


class Bound(Value):
    """A method with its object."""

    __slots__ = ("function", "owner")

    def __init__(self, function: Function, owner: Value) -> None:
        self.function = function
        self.owner = owner


class CType(Value):
    """A type of ctypes."""

    __slots__ = ("cls", "weight")

    def __init__(self, weight: int = 1) -> None:
        # The program's class, where it derives from the type.
        self.cls: Class | None = None
        # How many types it is written with: shared parts can make it huge.
        self.weight = weight


class Simple(CType):
    """A simple type by its name in ctypes."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class Pointer(CType):
    """`POINTER(T)`."""

    __slots__ = ("to",)

    def __init__(self, to: Item) -> None:
        super().__init__(1 + weight(to.value))
        self.to = to


class Array(CType):
    """`T * n`; no length where it is not known."""

    __slots__ = ("element", "length")

    def __init__(self, element: Item, length: int | None) -> None:
        super().__init__(1 + weight(element.value))
        self.element = element
        self.length = length


class Callback(CType):
    """`CFUNCTYPE(...)`; open if it may have more arguments than are known."""

    __slots__ = ("arguments", "convention", "is_open", "name", "result")

    def __init__(self, result: Item, arguments: Sequence, convention: str) -> None:
        parts = weight(result.value) + sum(weight(item.value) for item in arguments.items)
        super().__init__(1 + parts)
        self.result = result
        self.arguments = arguments
        self.convention = convention
        self.name = ""
        self.is_open = arguments.is_open


class Adapter(CType):
    """A class with `from_param`."""

    __slots__ = ("what",)

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what


class Record(CType):
    """A struct or union class; its `_fields_` and the rest stand in `attributes`."""

    __slots__ = (
        "attributes",
        "base",
        "in_branches",
        "is_dynamic",
        "is_swapped",
        "is_union",
        "module",
        "name",
        "origin",
        "short_name",
    )

    def __init__(self, module: str, short_name: str, origin: Origin) -> None:
        super().__init__()
        self.module = module
        self.short_name = short_name
        self.name = f"{module}.{short_name}"
        self.origin = origin
        self.is_union = False
        self.is_swapped = False
        # Whether an undecided condition leads to it.
        self.in_branches = False
        self.base: Record | None = None
        # Made by `type(...)`: it takes the name that it is assigned to.
        self.is_dynamic = False
        self.attributes: dict[str, Item] = {}


class CObject(Value):
    """An object of a ctypes type: `c_int(5)`, `byref(x)`, `POINTER(T)()`."""

    __slots__ = ("is_callback_of", "type")

    def __init__(self, type_: Item) -> None:
        self.type = type_
        # The Python function behind a callback object, if it is one.
        self.is_callback_of: Value | None = None


class Library(Value):
    """A loaded library, or what `cdll` and `windll` are: loaders of them."""

    __slots__ = ("convention", "has_nameless", "is_loader", "is_named", "label", "natives")

    def __init__(self, label: str, convention: str = "c", is_loader: bool = False) -> None:
        self.label = label
        self.convention = convention
        self.is_loader = is_loader
        # Whether a lasting name has given it its label.
        self.is_named = False
        # Whether something is declared of functions of it whose names do not show.
        self.has_nameless = False
        self.natives: dict[str, Native] = {}


class Native(Value):
    """A function of a library with what the program sets on it."""

    __slots__ = (
        "argtypes_set",
        "arguments",
        "arguments_place",
        "convention",
        "errcheck",
        "first_set",
        "first_use",
        "is_cold",
        "is_found_here",
        "is_guarded",
        "is_optional",
        "library",
        "order",
        "place",
        "result",
        "result_place",
        "set_in_branches",
        "symbol",
    )

    def __init__(self, symbol: str, library: Library, place: Origin, is_found_here: bool) -> None:
        self.symbol = symbol
        self.library = library
        # Where its name stands, and whether that is where it is looked up.
        self.place = place
        self.is_found_here = is_found_here
        self.is_guarded = False
        self.is_optional = False
        # The value of `argtypes`: nothing, a sequence, or what is not understood.
        self.arguments: Value | None = None
        self.argtypes_set = False
        self.arguments_place: Origin | None = None
        self.result_place: Origin | None = None
        self.result: Item | None = None
        self.errcheck = False
        # A prototype's own calling convention; empty for the library's.
        self.convention = ""
        self.first_set: Origin | None = None
        self.first_use: Origin | None = None
        self.order = 0
        # Whether it is set only in a function that nobody calls, and under a condition.
        self.is_cold = False
        self.set_in_branches = False


class Ffi(Value):
    """An object of `cffi.FFI` with the C text that it was given."""

    __slots__ = ("is_table", "is_verified", "texts")

    def __init__(self) -> None:
        # Each with the largest alignment that its records have; none where C decides.
        self.texts: list[tuple[str, int | None, Origin]] = []
        self.is_verified = False
        # Whether the text was made from the tables of a module that CFFI wrote.
        self.is_table = False


# What declarations are made of; it counts for more than what else a name may stand for.
DECLARING = (CType, Library, Native)
NONE = Constant(None)
UNKNOWN_INT = Kind("int")
UNKNOWN_FLOAT = Kind("float")
UNKNOWN_TEXT = Kind("text")
UNKNOWN_BYTES = Kind("bytes")
UNKNOWN_BOOL = Kind("bool")


def weight(value: Value) -> int:
    """How many types a value is written with."""
    return value.weight if isinstance(value, CType) else 1


def is_informative(value: Value) -> bool:
    """Whether a value says more than that something is there or not."""
    if isinstance(value, Constant):
        return value.value is not None
    return not isinstance(value, (Unknown, Kind))


def is_none(value: Value) -> bool:
    """Whether a value is `None`."""
    return isinstance(value, Constant) and value.value is None
