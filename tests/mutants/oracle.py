"""Says whether a declaration is wrong, from what g++ and the binding tool make of both sides.

It does not know fishplate's comparator. On LP64 (x86-64 Linux) these differences change no value
and no layout, so a mutant that shows nothing else has the same ABI and is discarded:

- the sign of an integer, and its name (`long` and `long long`): the same bytes cross, and only how
  Python shows the highest bit differs;
- a bool for an integer of one byte, an enumeration for an `int`: the same bytes;
- an address of something unknown (`void *`) for any address: the same eight bytes;
- a number of eight bytes where C has an address, and `void *`, which Python shows as a number,
  where C has such a number;
- a result of nothing that is read as a number: there is no value to be wrong;
- for a callback, a result that C does not take;
- the order of a union's fields: all lie at 0;
- an address of bytes for that of a record, or the other way round: memory of anything is bytes;
- an address of numbers for that of a record that holds nothing else, as `float *` for three floats;
- an address of a record for that of one that begins with it, or the other way round: that is how C
  says that one is a kind of the other;
- a bool for an `int` by value, or the other way round: a compiler widens the byte.

One more is discarded though its size is wrong: a record that lacks its end, is nowhere passed by
value, and whose address C hands out. Python reads the fields that it knows at their right places;
only who makes one in Python is wrong, and nobody can see that from the declarations.
"""

from __future__ import annotations

from typing import Any

Shape = Any

SAME = "the same ABI"
TAIL = "a record that C makes, without its end"


class Oracle:
    """Compares what a header and a binding say.

    Parameters
    ----------
    native, declared
        What `native_types` and `declared_types` tell.
    """

    def __init__(self, native: Shape, declared: Shape) -> None:
        self.native = native
        self.declared = declared
        self.known: dict[tuple[str, str], bool] = {}

    def verdict(self) -> str | None:
        """Why the binding is as good as right; none where it is wrong."""
        items = self.native["items"]
        for name, shape in items.items():
            if not self.is_same_item(shape, self.declared["items"][name]):
                return None
        tails = 0
        for name in self.native["layouts"]:
            if self.is_same_layout(name, name):
                continue
            if not self.is_short_and_handed_out(name):
                return None
            tails += 1
        return TAIL if tails else SAME

    def is_same_item(self, native: Shape, declared: Shape) -> bool:
        """A function, or the type of a callback."""
        if native[0] == "pointer":
            return self.is_same_pointee(native[1], declared[1])
        is_result = self.is_same_result(native[1], declared[1])
        return is_result and self.are_same(native[2], declared[2])

    def is_same_result(self, native: Shape, declared: Shape) -> bool:
        """What Python reads of a result."""
        if native[0] == "void":
            return declared[0] in ("void", "int")
        return declared[0] == "void" or self.is_same(native, declared)

    def are_same(self, native: list[Shape], declared: list[Shape]) -> bool:
        """Parameters, one by one."""
        return len(native) == len(declared) and all(map(self.is_same, native, declared))

    def is_same(self, native: Shape, declared: Shape) -> bool:
        """A value that is passed or given."""
        if "bool" in (native[0], declared[0]) and "int" in (native[0], declared[0]):
            return {native[1], declared[1]} <= {1, 4}
        return self.is_same_stored(native, declared)

    def is_same_stored(self, native: Shape, declared: Shape) -> bool:
        """A value in memory."""
        native, declared = number(native), number(declared)
        if declared == ["int", 8] and native[0] == "pointer":
            return True
        if declared == ["pointer", ["void"]] and native == ["int", 8]:
            return True
        if native[0] != declared[0]:
            return False
        match native[0]:
            case "int" | "float":
                return bool(native[1] == declared[1])
            case "pointer":
                return self.is_same_pointee(native[1], declared[1])
            case "array":
                is_long = native[1] == declared[1]
                return bool(is_long) and self.is_same_stored(native[2], declared[2])
            case "record":
                # The same record differs in itself, which is found where it is declared.
                same_name = native[1] == declared[1]
                return bool(same_name) or self.is_same_layout(native[1], declared[1])
            case _:
                return True

    def is_same_pointee(self, native: Shape, declared: Shape) -> bool:
        """What stands behind an address."""
        native, declared = number(native), number(declared)
        if "void" in (native[0], declared[0]):
            return True
        if "record" in (native[0], declared[0]) and native[0] != declared[0]:
            is_ours = declared[0] == "record"
            record, side = (declared, self.declared) if is_ours else (native, self.native)
            other = native if is_ours else declared
            return other == ["int", 1] or is_row(record, other, side["layouts"])
        if native[0] == declared[0] == "record" and self.is_kind_of(native[1], declared[1]):
            return True
        if native[0] == declared[0] == "call":
            result = native[1][0] == "void" or self.is_same(native[1], declared[1])
            return result and self.are_same(native[2], declared[2])
        return self.is_same_stored(native, declared)

    def is_kind_of(self, one: str, other: str) -> bool:
        """Whether one of two of the header's records begins with the other."""
        layouts = self.native["layouts"]
        return begins_with(one, other, layouts) or begins_with(other, one, layouts)

    def is_same_layout(self, native: str, declared: str) -> bool:
        """A record of the header and one of the binding; true while one is being compared."""
        key = (native, declared)
        if key not in self.known:
            self.known[key] = True
            ours, theirs = (
                self.declared["layouts"].get(declared),
                self.native["layouts"].get(native),
            )
            self.known[key] = (
                ours is not None
                and theirs is not None
                and ours["size"] == theirs["size"]
                and self.has_same_fields(theirs, ours)
            )
        return self.known[key]

    def has_same_fields(self, native: Shape, declared: Shape) -> bool:
        """Whether every field is of the same kind at the same place."""
        if native["fields"].keys() != declared["fields"].keys():
            return False
        return all(
            offset == declared["fields"][name][0]
            and self.is_same_stored(ty, declared["fields"][name][1])
            for name, (offset, ty) in native["fields"].items()
        )

    def is_short_and_handed_out(self, name: str) -> bool:
        """The exception of the module's text."""
        native, declared = self.native["layouts"][name], self.declared["layouts"][name]
        is_short = declared["size"] < native["size"]
        if not is_short or not self.has_same_fields(native, declared):
            return False
        return name in self.handed_out() and name not in self.by_value()

    def handed_out(self) -> set[str]:
        """The records whose addresses come from C."""
        found: set[str] = set()
        for shape in self.native["items"].values():
            call = shape if shape[0] == "call" else shape[1]
            is_callback = shape[0] != "call"
            found |= behind(call[1]) if not is_callback else set()
            for ty in call[2]:
                found |= behind(ty) if is_callback else behind(ty[1]) if len(ty) > 1 else set()
        for layout in self.native["layouts"].values():
            for _, ty in layout["fields"].values():
                found |= behind(ty)
        return found

    def by_value(self) -> set[str]:
        """The records that are passed, given or stored by value."""
        found: set[str] = set()
        for shape in self.native["items"].values():
            call = shape if shape[0] == "call" else shape[1]
            for ty in (call[1], *call[2]):
                found |= {ty[1]} if ty[0] == "record" else set()
        for layout in self.native["layouts"].values():
            for _, ty in layout["fields"].values():
                inner = ty[2] if ty[0] == "array" else ty
                found |= {inner[1]} if inner[0] == "record" else set()
        return found


def number(shape: Shape) -> Shape:
    """A bool in memory is a byte."""
    return ["int", 1] if shape == ["bool", 1] else shape


def begins_with(outer: str, inner: str, layouts: Shape) -> bool:
    """Whether a record's first member is another record, or begins with it."""
    firsts = [
        ty[1] for at, ty in layouts[outer]["fields"].values() if at == 0 and ty[0] == "record"
    ]
    return any(first == inner or begins_with(first, inner, layouts) for first in firsts)


def is_row(shape: Shape, scalar: Shape, layouts: Shape) -> bool:
    """Whether a record holds nothing but one kind of number or address."""
    shape = number(shape)
    match shape[0]:
        case "record":
            layout = layouts.get(shape[1])
            if layout is None:
                return True
            fields = [is_row(ty, scalar, layouts) for _, ty in layout["fields"].values()]
            offsets = {offset for offset, _ in layout["fields"].values()}
            return any(fields) if offsets == {0} else all(fields)
        case "array":
            return is_row(shape[2], scalar, layouts)
        case "pointer":
            return bool(scalar[0] == "pointer" or scalar == ["int", 8])
        case _:
            is_number = shape == ["int", 8] and scalar == ["pointer", ["void"]]
            return bool(shape == scalar) or is_number


def behind(ty: Shape) -> set[str]:
    """The record that a pointer leads to."""
    if isinstance(ty, list) and ty[0] == "pointer":
        inner = ty[1]
        return {inner[1]} if inner[0] == "record" else behind(inner)
    return set()
