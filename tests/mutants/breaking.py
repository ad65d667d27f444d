"""Breaks one declaration of a library at random: the kinds of mutants.

Whether what comes out is really wrong is not judged here: the oracle says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TypeVar

from model import (
    CHAR,
    FLOATS,
    INTS,
    VOID,
    Array,
    Callback,
    Function,
    Item,
    Library,
    Pointer,
    Record,
    RecordName,
    Scalar,
    Type,
)
from styles import Style, arguments_key, result_key

T = TypeVar("T")


@dataclass(frozen=True)
class Mutant:
    """A library with one wrong declaration, and the places where a finding may stand."""

    library: Library
    # The first key that the binding has a place for is the right one.
    keys: tuple[str, ...]
    what: str


@dataclass(frozen=True)
class Place:
    """One type in a declaration, and how to put another there."""

    item: Item
    ty: Type
    keys: tuple[str, ...]
    put: Callable[[Type], Item]


def places(items: Sequence[Item]) -> Iterator[Place]:
    """Every type that the items declare."""
    for item in items:
        if isinstance(item, Record):
            for index, (name, ty) in enumerate(item.fields):
                yield Place(item, ty, (item.name,), field_putter(item, index, name))
            continue
        result = (result_key(item.name), item.name)
        yield Place(item, item.result, result, result_putter(item))
        for index, ty in enumerate(item.parameters):
            keys = (arguments_key(item.name), item.name)
            yield Place(item, ty, keys, parameter_putter(item, index))


def field_putter(record: Record, index: int, name: str) -> Callable[[Type], Item]:
    """Puts a type in the place of a field's."""
    return lambda ty: replace(record, fields=spliced(record.fields, index, (name, ty)))


def result_putter(item: Function | Callback) -> Callable[[Type], Item]:
    """Puts a type in the place of the result's."""
    return lambda ty: replace(item, result=ty)


def parameter_putter(item: Function | Callback, index: int) -> Callable[[Type], Item]:
    """Puts a type in the place of a parameter's."""
    return lambda ty: replace(item, parameters=spliced(item.parameters, index, ty))


def spliced(all_of: tuple[T, ...], index: int, one: T) -> tuple[T, ...]:
    """The same with another at one place."""
    return (*all_of[:index], one, *all_of[index + 1 :])


def with_item(library: Library, old: Item, new: Item) -> Library:
    """The library with one item in the place of another."""
    return replace(library, items=tuple(new if one is old else one for one in library.items))


def put(library: Library, place: Place, ty: Type) -> Mutant:
    """The mutant with another type at a place."""
    what = f"{place.item.name}: {ty} for {place.ty}"
    return Mutant(with_item(library, place.item, place.put(ty)), place.keys, what)


def dropped_result(random: Random, library: Library, style: Style) -> Mutant | None:
    """A function whose `restype` is not set."""
    if not style.can_drop or not library.functions:
        return None
    function = random.choice(library.functions)
    mutated = replace(function, has_result=False)
    # The line that was right is gone, so any line of the function's is.
    return Mutant(with_item(library, function, mutated), (function.name,), f"{function.name}: drop")


def other_scalar(random: Random, scalar: Scalar) -> Scalar:
    """A number of the same class and another name."""
    some = FLOATS[:2] if scalar.is_float else INTS
    return random.choice([one for one in some if one != scalar])


def width(random: Random, library: Library, style: Style) -> Mutant | None:
    """A number by value that is wider or narrower; callbacks have a kind of their own."""
    del style
    items: list[Item] = [*library.functions, *library.records]
    some = [place for place in places(items) if isinstance(scalar_of(place.ty), Scalar)]
    if not some:
        return None
    place = random.choice(some)
    ty = place.ty
    if isinstance(ty, Array) and random.random() < 0.5:
        return put(library, place, Array(ty.element, ty.length + random.choice((1, 3))))
    scalar = scalar_of(ty)
    assert scalar is not None
    other = other_scalar(random, scalar)
    return put(library, place, Array(other, ty.length) if isinstance(ty, Array) else other)


def scalar_of(ty: Type) -> Scalar | None:
    """The number that a place holds; a bool has no other width."""
    inner = ty.element if isinstance(ty, Array) else ty
    if isinstance(inner, Scalar) and inner.c != "bool":
        return inner
    return None


def swapped_fields(random: Random, library: Library, style: Style) -> Mutant | None:
    """Two fields of a record in each other's place."""
    del style
    some = [record for record in library.records if len(record.fields) > 1]
    if not some:
        return None
    record = random.choice(some)
    one, other = random.sample(range(len(record.fields)), 2)
    fields = list(record.fields)
    fields[one], fields[other] = fields[other], fields[one]
    mutated = replace(record, fields=tuple(fields))
    what = f"{record.name}: swap {one} and {other}"
    return Mutant(with_item(library, record, mutated), (record.name,), what)


def packing(random: Random, library: Library, style: Style) -> Mutant | None:
    """A record whose packing is dropped; now and then one that is packed and should not be."""
    del style
    packed = [record for record in library.records if record.pack is not None]
    plain = [record for record in library.records if record.pack is None]
    is_drop = bool(packed) and (not plain or random.random() < 0.8)
    if not (packed if is_drop else plain):
        return None
    record = random.choice(packed if is_drop else plain)
    mutated = replace(record, pack=None if is_drop else 1)
    what = f"{record.name}: pack {mutated.pack} for {record.pack}"
    return Mutant(with_item(library, record, mutated), (record.name,), what)


def arity(random: Random, library: Library, style: Style) -> Mutant | None:
    """A function with a parameter too many or too few."""
    del style
    if not library.functions:
        return None
    function = random.choice(library.functions)
    parameters = list(function.parameters)
    if parameters and random.random() < 0.5:
        del parameters[random.randrange(len(parameters))]
    else:
        extra = random.choice((*INTS, *FLOATS[:2], Pointer(VOID), Pointer(CHAR)))
        parameters.insert(random.randint(0, len(parameters)), extra)
    mutated = replace(function, parameters=tuple(parameters))
    keys = (arguments_key(function.name), function.name)
    what = f"{function.name}: {len(parameters)} for {len(function.parameters)} parameters"
    return Mutant(with_item(library, function, mutated), keys, what)


def pointee(random: Random, library: Library, style: Style) -> Mutant | None:
    """A pointer to something else."""
    del style
    items: list[Item] = [*library.functions, *library.records]
    some = [place for place in places(items) if isinstance(place.ty, Pointer)]
    if not some:
        return None
    place = random.choice(some)
    assert isinstance(place.ty, Pointer)
    return put(library, place, Pointer(other_pointee(random, library, place)))


def other_pointee(random: Random, library: Library, place: Place) -> Type:
    """What a pointer may point to by mistake."""
    assert isinstance(place.ty, Pointer)
    names = [record.name for record in library.records]
    known = names
    if isinstance(place.item, Record) and not library.is_later:
        # A class can be named only below its own statement.
        known = names[: names.index(place.item.name)]
    some: list[Type] = [*INTS, *FLOATS, CHAR, VOID, place.ty, *map(RecordName, known)]
    some.extend(Pointer(one) for one in (CHAR, INTS[4], FLOATS[1]))
    return random.choice([one for one in some if one != place.ty.to])


def callback(random: Random, library: Library, style: Style) -> Mutant | None:
    """A callback with another width, class, pointee or number of parameters."""
    del style
    if not library.callbacks:
        return None
    one = random.choice(library.callbacks)
    if random.random() < 0.25:
        parameters = list(one.parameters)
        if parameters and random.random() < 0.5:
            del parameters[random.randrange(len(parameters))]
        else:
            parameters.insert(random.randint(0, len(parameters)), random.choice(INTS))
        mutated = replace(one, parameters=tuple(parameters))
        what = f"{one.name}: {len(parameters)} for {len(one.parameters)} parameters"
        return Mutant(with_item(library, one, mutated), (one.name,), what)
    place = random.choice(list(places([one])))
    scalar = scalar_of(place.ty)
    match place.ty:
        case Pointer() if random.random() < 0.7:
            # What stands below the callback cannot be named in it.
            some: list[Type] = [*INTS, *FLOATS, Pointer(CHAR)]
            return put(library, place, Pointer(random.choice(some)))
        case _ if scalar is not None and random.random() < 0.7:
            return put(library, place, other_scalar(random, scalar))
        case _:
            return put(library, place, random.choice((*INTS, *FLOATS[:2], Pointer(VOID))))


Breaker = Callable[[Random, Library, Style], Mutant | None]

DROP = "drop restype"
KINDS: dict[str, Breaker] = {
    DROP: dropped_result,
    "width": width,
    "swap fields": swapped_fields,
    "packing": packing,
    "arity": arity,
    "pointee": pointee,
    "callback": callback,
}
