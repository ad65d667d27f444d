"""Writes a library as a Python binding, in each of the ways that people write them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from model import Callback, Function, Item, Library, Record, Type, ctypes_text
from random_library import c_item

STUB = "libgiven.so"


@dataclass
class Binding:
    """The text of a module, and the lines of each declaration in it."""

    lines: list[str] = field(default_factory=list)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, text: str, *keys: str) -> None:
        """Add lines; they declare the items, or parts of items, of these keys."""
        first = len(self.lines) + 1
        self.lines.extend(text.splitlines())
        for key in keys:
            begin, end = self.places.get(key, (first, 0))
            self.places[key] = (min(begin, first), max(end, len(self.lines)))

    @property
    def text(self) -> str:
        """The module."""
        return "\n".join(self.lines) + "\n"


def result_key(name: str) -> str:
    """The key of the place that says what a function returns."""
    return f"{name}/result"


def arguments_key(name: str) -> str:
    """The key of the place that says what a function takes."""
    return f"{name}/arguments"


@dataclass(frozen=True)
class Style:
    """One way of writing: a name, and what writes the functions."""

    name: str
    write: Callable[[Library, Random], Binding]
    # Whether a function can be declared without its result.
    can_drop: bool = False
    is_cffi: bool = False


class Writer:
    """Writes with ctypes; `prefix` is how the module calls it."""

    def __init__(self, library: Library, random: Random) -> None:
        self.library = library
        self.binding = Binding()
        head, self.prefix = random.choice(
            (
                ("from ctypes import *", ""),
                ("import ctypes", "ctypes."),
                ("import ctypes as ct", "ct."),
            )
        )
        self.binding.add(head)
        self.binding.add(f'\nlib = {self.prefix}CDLL("{STUB}")\n')
        self.types()

    def ty(self, ty: Type) -> str:
        """A type as the module spells it."""
        return ctypes_text(ty, self.prefix)

    def list(self, types: Sequence[Type]) -> str:
        """A list of types."""
        return f"[{', '.join(self.ty(ty) for ty in types)}]"

    def types(self) -> None:
        """Records and callbacks, each after what it uses."""
        if self.library.is_later:
            for record in self.library.records:
                self.record_head(record)
                self.binding.add("    pass\n", record.name)
        for item in self.library.items:
            match item:
                case Record():
                    self.record(item)
                case Callback(name=name, result=result, parameters=parameters):
                    types = ", ".join(self.ty(ty) for ty in (result, *parameters))
                    self.binding.add(f"{name} = {self.prefix}CFUNCTYPE({types})\n", name)
                case Function():
                    pass

    def record_head(self, record: Record) -> None:
        """The first line of a class."""
        base = "Union" if record.is_union else "Structure"
        self.binding.add(f"class {record.name}({self.prefix}{base}):", record.name)

    def record(self, record: Record) -> None:
        """A class with its fields, or the fields of a class that is there."""
        is_later = self.library.is_later
        if not is_later:
            self.record_head(record)
        before = f"{record.name}." if is_later else "    "
        indent = "    " if is_later else "        "
        if record.pack is not None:
            self.binding.add(f"{before}_pack_ = {record.pack}", record.name)
        rows = [f'{indent}("{name}", {self.ty(ty)}),' for name, ty in record.fields]
        body = "\n".join([f"{before}_fields_ = [", *rows, f"{indent[4:]}]"])
        self.binding.add(body + "\n", record.name)


def direct(library: Library, random: Random) -> Binding:
    """`lib.f.argtypes = [...]`."""
    return assigned(Writer(library, random), "lib.{name}")


def alias(library: Library, random: Random) -> Binding:
    """`f = lib.f`, then `f.argtypes = [...]`."""
    writer = Writer(library, random)
    for function in library.functions:
        name = function.name
        writer.binding.add(f"{name} = lib.{name}", name)
    return assigned(writer, "{name}")


def assigned(writer: Writer, spelling: str) -> Binding:
    """Attributes of what a spelling names."""
    binding = writer.binding
    for function in writer.library.functions:
        name = function.name
        whole = spelling.format(name=name)
        arguments = writer.list(function.parameters)
        binding.add(f"{whole}.argtypes = {arguments}", name, arguments_key(name))
        if function.has_result:
            result = f"{whole}.restype = {writer.ty(function.result)}"
            binding.add(result, name, result_key(name))
    return binding


HELPER = """
def declare(name, arguments, result={prefix}c_int):
    function = getattr(lib, name)
    function.argtypes = arguments
    function.restype = result
    return function
"""


def helper(library: Library, random: Random) -> Binding:
    """`f = declare("f", [...], result)`."""
    writer = Writer(library, random)
    writer.binding.add(HELPER.format(prefix=writer.prefix) + "\n")
    for function in library.functions:
        name = function.name
        result = f", {writer.ty(function.result)}" if function.has_result else ""
        call = f'{name} = declare("{name}", {writer.list(function.parameters)}{result})'
        writer.binding.add(call, name)
    return writer.binding


DECORATOR = """
def native(name, arguments, result={prefix}c_int):
    def bind(stub):
        function = getattr(lib, name)
        function.argtypes = arguments
        function.restype = result
        return function

    return bind

"""


def decorator(library: Library, random: Random) -> Binding:
    """`@native("f", [...], result)` above a stub."""
    writer = Writer(library, random)
    writer.binding.add(DECORATOR.format(prefix=writer.prefix))
    for function in library.functions:
        name = function.name
        rows = "".join(f"        {writer.ty(ty)},\n" for ty in function.parameters)
        result = f"    {writer.ty(function.result)},\n" if function.has_result else ""
        body = f'@native(\n    "{name}",\n    [\n{rows}    ],\n{result})'
        stub = f"def {name}(*arguments):\n    ...\n"
        writer.binding.add(f"{body}\n{stub}", name)
    return writer.binding


def table(library: Library, random: Random) -> Binding:
    """Rows of a list, and a loop over them."""
    writer = Writer(library, random)
    writer.binding.add("FUNCTIONS = [")
    for function in library.functions:
        arguments, result = writer.list(function.parameters), writer.ty(function.result)
        writer.binding.add(f'    ("{function.name}", {arguments}, {result}),', function.name)
    writer.binding.add("]\n\nfor name, arguments, result in FUNCTIONS:")
    writer.binding.add("    function = getattr(lib, name)")
    writer.binding.add("    function.argtypes = arguments\n    function.restype = result")
    writer.binding.add("    globals()[name] = function")
    return writer.binding


def prototype(library: Library, random: Random) -> Binding:
    """`f = CFUNCTYPE(result, ...)(("f", lib))`."""
    writer = Writer(library, random)
    for function in library.functions:
        types = ", ".join(writer.ty(ty) for ty in (function.result, *function.parameters))
        call = f'{writer.prefix}CFUNCTYPE({types})(("{function.name}", lib))'
        writer.binding.add(f"{function.name} = {call}", function.name)
    return writer.binding


def cffi(library: Library, random: Random) -> Binding:
    """C text for CFFI; what is packed stands in a text of its own."""
    del random
    binding = Binding()
    binding.add('import cffi\n\nffi = cffi.FFI()\nffi.cdef("""')
    binding.add("enum shade { SHADE_A = 1, SHADE_B = 70000, SHADE_C = -7 };")
    for item in library.items:
        pack = item.pack if isinstance(item, Record) else None
        if pack is not None:
            binding.add('""")\nffi.cdef("""')
        text = c_item(item) if pack is None else c_item(unpacked(item))
        binding.add(text.rstrip("\n"), item.name)
        if pack is not None:
            # The size of the packing is part of what is declared of the record.
            binding.add(f'""", pack={pack})\nffi.cdef("""', item.name)
    binding.add(f'""")\nlib = ffi.dlopen("{STUB}")')
    return binding


def unpacked(item: Item) -> Item:
    """The record without what CFFI says outside of the text."""
    assert isinstance(item, Record)
    return Record(item.name, item.fields, item.is_union)


STYLES = (
    Style("direct", direct, can_drop=True),
    Style("alias", alias, can_drop=True),
    Style("helper", helper, can_drop=True),
    Style("decorator", decorator, can_drop=True),
    Style("table", table),
    Style("prototype", prototype),
    Style("cffi", cffi, is_cffi=True),
)
