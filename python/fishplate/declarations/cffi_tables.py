"""The C text behind a module that CFFI wrote for `dlopen`: tables of opcodes, turned back into C.

Such a module (`ffi.set_source(name, None)` and `ffi.compile()`) holds no text. The tables are those
of CFFI's format 0x2601: words of four bytes, the opcode in the last one and its argument before it.
What is not as CFFI writes it ends the work with `Malformed`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fishplate.declarations import limits
from fishplate.declarations.values import Constant, Value
from fishplate.declarations.values import Sequence as Tuple

PRIMITIVE, POINTER, ARRAY, OPEN_ARRAY, RECORD, ENUM, FUNCTION, END, NOOP, BIT_FIELD, TYPENAME = (
    range(1, 22, 2)
)
CONSTANT_INT, GLOBAL, DLOPEN_FUNCTION = 31, 33, 35
# The flags of a record, and of the end of a function's parameters.
IS_UNION, IS_PACKED, IS_ELSEWHERE, IS_OPAQUE = 1, 4, 8, 16
IS_VARIADIC = 1
# The names of the primitive types by their numbers.
NAMES = [
    "void",
    "_Bool",
    "char",
    "signed char",
    "unsigned char",
    "short",
    "unsigned short",
    "int",
    "unsigned int",
    "long",
    "unsigned long",
    "long long",
    "unsigned long long",
    "float",
    "double",
    "long double",
    "wchar_t",
    "int8_t",
    "uint8_t",
    "int16_t",
    "uint16_t",
    "int32_t",
    "uint32_t",
    "int64_t",
    "uint64_t",
    "intptr_t",
    "uintptr_t",
    "ptrdiff_t",
    "size_t",
    "ssize_t",
    "int_least8_t",
    "uint_least8_t",
    "int_least16_t",
    "uint_least16_t",
    "int_least32_t",
    "uint_least32_t",
    "int_least64_t",
    "uint_least64_t",
    "int_fast8_t",
    "uint_fast8_t",
    "int_fast16_t",
    "uint_fast16_t",
    "int_fast32_t",
    "uint_fast32_t",
    "int_fast64_t",
    "uint_fast64_t",
    "intmax_t",
    "uintmax_t",
    "float _Complex",
    "double _Complex",
    "char16_t",
    "char32_t",
]


class Malformed(Exception):
    """The tables are not as CFFI writes them."""


Row = Sequence[bytes]


class Tables:
    """The tables of one module, and the C that they stand for.

    Parameters
    ----------
    types
        `_types`.
    names
        `_globals` as a mapping from each entry to the number beside it.
    records
        `_struct_unions`: the record, then its fields.
    enums, typenames
        `_enums` and `_typenames`.
    """

    def __init__(
        self,
        types: bytes,
        names: Mapping[bytes, int],
        records: Sequence[Row],
        enums: Row,
        typenames: Row,
    ) -> None:
        self._types = types
        self._names = names
        self._records = records
        self._enums = enums
        self._typenames = typenames
        self._left = limits.ALL_TYPES

    def text(self) -> str:
        """The C that declares the same.

        Raises
        ------
        Malformed
            If a table refers to what is not there, or holds itself.
        """
        parts = [f"{self.record_name(number)};" for number in range(len(self._records))]
        parts += [self.enumeration(entry) for entry in self._enums]
        parts += self.bodies()
        parts += [self.typedef(entry) for entry in self._typenames]
        parts += [self.name(entry, value) for entry, value in self._names.items()]
        return "\n".join(part for part in parts if part)

    def word(self, data: bytes, at: int) -> int:
        """A word of four bytes."""
        if at < 0 or at + 4 > len(data):
            raise Malformed
        return int.from_bytes(data[at : at + 4], "big")

    def opcode(self, number: int) -> tuple[int, int]:
        """The opcode of a type, and its argument."""
        word = self.word(self._types, 4 * number)
        return word & 0xFF, word >> 8

    def declare(self, number: int, inner: str, depth: int = 0) -> str:
        """A declaration of `inner` with a type of the table."""
        self._left -= 1
        if depth > limits.TYPE_DEPTH or self._left < 0:
            raise Malformed
        code, argument = self.opcode(number)
        if code == PRIMITIVE:
            if argument >= len(NAMES):
                raise Malformed
            return f"{NAMES[argument]} {inner}"
        if code == POINTER:
            target, _ = self.opcode(argument)
            needs_brackets = target in (FUNCTION, ARRAY, OPEN_ARRAY)
            return self.declare(
                argument, f"(*{inner})" if needs_brackets else f"*{inner}", depth + 1
            )
        if code == ARRAY:
            length = self.word(self._types, 4 * (number + 1))
            return self.declare(argument, f"{inner}[{length}]", depth + 1)
        if code == OPEN_ARRAY:
            return self.declare(argument, f"{inner}[]", depth + 1)
        if code == RECORD:
            return f"{self.record_name(argument)} {inner}"
        if code == ENUM:
            return f"{self.enum_name(argument)} {inner}"
        if code == FUNCTION:
            return self.declare(argument, f"{inner}({self.parameters(number, depth)})", depth + 1)
        if code == NOOP:
            return self.declare(argument, inner, depth + 1)
        if code == TYPENAME:
            return f"{plain(entry_of(self._typenames, argument)[4:])} {inner}"
        raise Malformed

    def parameters(self, number: int, depth: int) -> str:
        """The parameters of a function type."""
        shown = []
        at = number + 1
        while (word := self.opcode(at))[0] != END:
            shown.append(self.declare(at, "", depth + 1).strip())
            # The length of an array stands behind it.
            at += 2 if word[0] == ARRAY else 1
        if word[1] & IS_VARIADIC:
            shown.append("...")
        return ", ".join(shown) or "void"

    def record_name(self, number: int) -> str:
        """A record as it is named in C."""
        if number >= len(self._records) or not self._records[number]:
            raise Malformed
        head = self._records[number][0]
        word = "union" if self.word(head, 4) & IS_UNION else "struct"
        return f"{word} {plain(head[8:])}"

    def bodies(self) -> list[str]:
        """The records with their fields, each behind those that it holds."""
        parts: list[str] = []
        # None while what it holds is worked through.
        done: dict[int, bool] = {}
        for number in range(len(self._records)):
            self.body(number, parts, done, 0)
        return parts

    def body(self, number: int, parts: list[str], done: dict[int, bool], depth: int) -> None:
        """One record, behind those that it holds."""
        if done.get(number) or depth > limits.TYPE_DEPTH:
            return
        done[number] = True
        name = self.record_name(number)
        head, *fields = self._records[number]
        flags = self.word(head, 4)
        if flags & (IS_ELSEWHERE | IS_OPAQUE):
            return
        shown = []
        for field in fields:
            word = self.word(field, 0)
            code, type_ = word & 0xFF, word >> 8
            held = self.held(type_)
            if held is not None and held < len(self._records):
                self.body(held, parts, done, depth + 1)
            if code == BIT_FIELD:
                width = self.word(field, 4)
                shown.append(f"{self.declare(type_, plain(field[8:]))} : {width};")
            elif code == NOOP:
                shown.append(f"{self.declare(type_, plain(field[4:]))};")
            else:
                raise Malformed
        packed = " __attribute__((packed))" if flags & IS_PACKED else ""
        parts.append(f"{name} {{ {' '.join(shown)} }}{packed};")

    def held(self, number: int) -> int | None:
        """The record that a field of this type holds by value."""
        for _ in range(limits.TYPE_DEPTH):
            code, argument = self.opcode(number)
            if code == RECORD:
                return argument
            if code not in (ARRAY, OPEN_ARRAY, NOOP):
                return None
            number = argument
        return None

    def enumeration(self, entry: bytes) -> str:
        """An enumeration with its members."""
        name, _, members = entry[8:].partition(b"\0")
        values = {one[4:]: value for one, value in self._names.items()}
        shown = [
            f"{plain(member)} = {values[member]}"
            for member in members.split(b",")
            if member in values
        ]
        return f"enum {plain(name)} {{ {', '.join(shown)} }};" if shown else ""

    def enum_name(self, number: int) -> str:
        """An enumeration as it is named in C, or the integer that one without members is."""
        entry = entry_of(self._enums, number)
        name, _, members = entry[8:].partition(b"\0")
        if members:
            return f"enum {plain(name)}"
        kind = self.word(entry, 4)
        if kind >= len(NAMES):
            raise Malformed
        return NAMES[kind]

    def typedef(self, entry: bytes) -> str:
        """A name for a type."""
        name, number = plain(entry[4:]), self.word(entry, 0)
        if self.opcode(number)[0] == TYPENAME:
            return f"typedef struct {name} {name};"
        return "" if name in NAMES else f"typedef {self.declare(number, name)};"

    def name(self, entry: bytes, value: int) -> str:
        """A function, a variable or a constant."""
        word = self.word(entry, 0)
        code, argument = word & 0xFF, word >> 8
        shown = plain(entry[4:])
        if code == DLOPEN_FUNCTION:
            return f"{self.declare(argument, shown)};"
        if code == GLOBAL:
            return f"extern {self.declare(argument, shown)};"
        # Members of enumerations stand there; other kinds of names are not reached by `dlopen`.
        return f"enum {{ {shown} = {value} }};" if code == CONSTANT_INT else ""


def text_of(tables: Mapping[str, Value]) -> str:
    """The C text of the tables that a module hands to `_cffi_backend.FFI`, by their names.

    Raises
    ------
    Malformed
        If they are not literals, or not as CFFI writes them.
    """
    flat = items_of(tables.get("_globals"))
    if len(flat) % 2:
        raise Malformed
    names = {
        bytes_of(one): number_of(other) for one, other in zip(flat[::2], flat[1::2], strict=True)
    }
    return Tables(
        bytes_of(tables.get("_types")),
        names,
        [row_of(record) for record in items_of(tables.get("_struct_unions"))],
        row_of(tables.get("_enums")),
        row_of(tables.get("_typenames")),
    ).text()


def items_of(value: Value | None) -> list[Value]:
    """The items of a tuple; none where the table is left out."""
    if value is None:
        return []
    if not isinstance(value, Tuple) or value.is_open:
        raise Malformed
    return [item.value for item in value.items]


def row_of(value: Value | None) -> list[bytes]:
    """A tuple of bytes."""
    return [bytes_of(one) for one in items_of(value)]


def bytes_of(value: Value | None) -> bytes:
    """Bytes that are known."""
    if not isinstance(value, Constant) or not isinstance(value.value, bytes):
        raise Malformed
    return value.value


def number_of(value: Value) -> int:
    """A number that is known."""
    if not isinstance(value, Constant) or not isinstance(value.value, int):
        raise Malformed
    return value.value


def entry_of(table: Row, number: int) -> bytes:
    """An entry of a table."""
    if number >= len(table):
        raise Malformed
    return table[number]


def plain(name: bytes) -> str:
    """A name in C: CFFI writes `$x` for what only a typedef names, and `$1` for no name."""
    text = name.decode("ascii", "replace")
    text = "unnamed_" + text[1:] if text[1:].isdigit() else text.removeprefix("$")
    if not text.isidentifier() or not text.isascii():
        raise Malformed
    return text
