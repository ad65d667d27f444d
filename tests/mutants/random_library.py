"""Makes up libraries: everything that a declaration can get wrong occurs in each."""

from __future__ import annotations

from random import Random

from model import (
    BOOL,
    CHAR,
    FLOATS,
    INTS,
    VOID,
    Array,
    Callback,
    CallbackName,
    Enum,
    Function,
    Item,
    Library,
    Pointer,
    Record,
    RecordName,
    Type,
    c_text,
)

PREAMBLE = """#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum shade { SHADE_A = 1, SHADE_B = 70000, SHADE_C = -7 };

"""
WORDS = ("open", "close", "read", "mix", "scan", "fold", "trim", "seal", "warm", "turn", "lift")
FIELDS = ("left", "right", "count", "rate", "mask", "next", "data", "user", "step", "low", "high")


def random_library(random: Random, number: int) -> Library:
    """A library of some records, callbacks and functions; `number` keeps names apart."""
    made = Maker(random, number)
    for index in range(5):
        made.record(index)
        if index % 2:
            made.callback(index)
    for index in range(14):
        made.function(index)
    for index, name in enumerate(made.records):
        # Each record is one that Python makes, so that its size matters.
        made.items.append(
            Function(f"l{number}_use_{index}", INTS[4], (Pointer(RecordName(name)), made.value()))
        )
    items = tuple(made.items)
    header = PREAMBLE + "".join(c_item(item) for item in items)
    return Library(header, "given.h", items, is_later=random.random() < 0.3)


class Maker:
    """Makes items, each of what was made before it."""

    def __init__(self, random: Random, number: int) -> None:
        self.random = random
        self.number = number
        self.items: list[Item] = []
        self.records: list[str] = []
        self.callbacks: list[str] = []

    def value(self) -> Type:
        """What goes by value."""
        roll = self.random.random()
        if roll < 0.6:
            return self.random.choice(INTS)
        if roll < 0.85:
            return self.random.choice(FLOATS[:2])
        if roll < 0.9:
            return BOOL
        if roll < 0.94:
            return Enum("shade")
        return self.address()

    def address(self) -> Type:
        """A pointer, or a callback."""
        roll = self.random.random()
        is_const = self.random.random() < 0.5
        if roll < 0.45:
            return Pointer(self.random.choice((*INTS, *FLOATS)), is_const)
        if roll < 0.55:
            return Pointer(CHAR, is_const)
        if roll < 0.65:
            return Pointer(VOID, is_const)
        if roll < 0.72:
            return Pointer(Pointer(self.random.choice((CHAR, *INTS, *FLOATS))))
        if roll < 0.9 and self.records:
            return Pointer(RecordName(self.random.choice(self.records)), is_const)
        if self.callbacks:
            return CallbackName(self.random.choice(self.callbacks))
        return Pointer(VOID)

    def parameter(self) -> Type:
        """What a function takes."""
        roll = self.random.random()
        if roll < 0.06 and self.records:
            return RecordName(self.random.choice(self.records))
        return self.value() if roll < 0.55 else self.address()

    def result(self) -> Type:
        """What a function gives."""
        roll = self.random.random()
        if roll < 0.1:
            return VOID
        if roll < 0.15 and self.records:
            return RecordName(self.random.choice(self.records))
        if roll < 0.35:
            address = self.address()
            return VOID if isinstance(address, CallbackName) else address
        return self.value()

    def field(self) -> Type:
        """What a record holds."""
        roll = self.random.random()
        if roll < 0.1 and self.records:
            return RecordName(self.random.choice(self.records))
        if roll < 0.25:
            element = self.random.choice((CHAR, *INTS, *FLOATS))
            return Array(element, self.random.randint(1, 9))
        return self.value() if roll < 0.8 else self.address()

    def record(self, index: int) -> None:
        """Add a structure, now and then a union or a packed one."""
        names = self.random.sample(FIELDS, self.random.randint(2, 7))
        fields = tuple((name, self.field()) for name in names)
        roll = self.random.random()
        name = f"L{self.number}Part{index}"
        pack = self.random.choice((1, 2, 4)) if roll > 0.5 else None
        self.items.append(Record(name, fields, is_union=roll < 0.12, pack=pack))
        self.records.append(name)

    def callback(self, index: int) -> None:
        """Add the type of a callback."""
        count = self.random.randint(1, 4)
        parameters = tuple(
            self.value() if self.random.random() < 0.5 else self.address() for _ in range(count)
        )
        result = VOID if self.random.random() < 0.3 else self.random.choice((*INTS, *FLOATS[:2]))
        name = f"l{self.number}_call_{index}"
        self.items.append(Callback(name, result, parameters))
        self.callbacks.append(name)

    def function(self, index: int) -> None:
        """Add a function."""
        name = f"l{self.number}_{self.random.choice(WORDS)}_{index}"
        count = self.random.randint(0, 5)
        parameters = tuple(self.parameter() for _ in range(count))
        self.items.append(Function(name, self.result(), parameters))


def c_item(item: Item) -> str:
    """The C text of an item."""
    match item:
        case Function(name=name, result=result, parameters=parameters):
            return c_text(result, f"{name}({c_parameters(parameters)})") + ";\n"
        case Callback(name=name, result=result, parameters=parameters):
            return f"typedef {c_text(result, f'(*{name})({c_parameters(parameters)})')};\n"
        case Record(name=name, fields=fields, is_union=is_union, pack=pack):
            word = "union" if is_union else "struct"
            inner = "".join(f"    {c_text(ty, field)};\n" for field, ty in fields)
            text = f"typedef {word} {name} {{\n{inner}}} {name};\n"
            if pack is not None:
                return f"#pragma pack(push, {pack})\n{text}#pragma pack(pop)\n"
            return text


def c_parameters(parameters: tuple[Type, ...]) -> str:
    """The C text of a list of parameters."""
    return ", ".join(c_text(ty, f"p{index}") for index, ty in enumerate(parameters)) or "void"
