"""Makes the document out of what was found."""

from __future__ import annotations

from fishplate.declarations import comments, declared_types, limits
from fishplate.declarations.scope import Reading
from fishplate.declarations.source import Source
from fishplate.declarations.values import (
    Constant,
    Ffi,
    Item,
    Native,
    Origin,
    Record,
    Sequence,
    Undecided,
    Value,
    weight,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fishplate.declarations.model import (
        Cdef,
        Declarations,
        DeclaredCallback,
        DeclaredField,
        DeclaredFunction,
        DeclaredRecord,
        Placed,
        Span,
        Unresolved,
    )

VERSION = 1


class Writer:
    """Writes functions and records, and counts the types, of which a program may claim no end.

    Parameters
    ----------
    reading
        What was found; what is not understood is noted there.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._types = 0
        self._names: dict[str, int] = {}

    def fits(self, items: list[Item], place: Origin, what: str) -> bool:
        """Whether so many more types are still written; notes it if not."""
        self._types += sum(min(weight(item.value), limits.TYPE_WEIGHT) for item in items)
        if self._types <= limits.ALL_TYPES:
            return True
        why = "the declarations before it have too many types"
        self._reading.note(place.source, place.node, what, why)
        return False

    def function(self, native: Native) -> DeclaredFunction | None:
        """A native function; none if nothing declares or uses it, or it is not understood."""
        place = native.first_set or native.first_use
        if place is None or not native.symbol:
            return None
        what = f"the function `{native.symbol}`"
        arguments = native.arguments
        items: list[Item] = []
        if isinstance(arguments, Sequence) and not arguments.is_open:
            items = arguments.items
        elif native.argtypes_set:
            where = native.arguments_place or place
            why = "the source does not show its `argtypes`; `--run` may"
            self._reading.note(where.source, where.node, what, why)
            return None
        elif native.result is None and native.library.has_nameless:
            why = (
                "what is declared of functions whose names do not show may be its; `--run` may tell"
            )
            self._reading.note(place.source, place.node, what, why)
            return None
        result = [native.result] if native.result else []
        if not self.fits([*items, *result], place, what):
            return None
        span = declared_types.span_of(place)
        told: DeclaredFunction = {
            "symbol": native.symbol,
            "library": native.library.label,
            "arguments": [declared_types.declared(item, place) for item in items]
            if native.argtypes_set
            else None,
            "result": {"is": "unset"},
            "has_errcheck": native.errcheck,
            "convention": native.convention or native.library.convention,
            "is_guarded": native.is_guarded,
            "origin": "ctypes",
            "span": span,
        }
        if native.result is not None:
            type_ = declared_types.result_type(native.result, place)
            told["result"] = {"is": "type", "type": type_}
        arguments_span = other_line(native.arguments_place, span)
        if arguments_span is not None:
            told["arguments_span"] = arguments_span
        result_span = other_line(native.result_place, span)
        if result_span is not None:
            told["result_span"] = result_span
        return told

    def name_records(self, records: list[Record]) -> None:
        """Make the names of records unique."""
        for record in records:
            count = self._names.get(record.name, 0) + 1
            self._names[record.name] = count
            if count > 1:
                record.name = f"{record.name}#{count}"

    def leave_alternatives(self, records: list[Record]) -> None:
        """Leave open the layouts of a class that is defined once for each of several conditions."""
        alternatives: dict[str, list[Record]] = {}
        for record in records:
            alternatives.setdefault(record.name, []).append(record)
        for same in alternatives.values():
            if len(same) > 1 and all(one.in_branches for one in same):
                for one in same:
                    one.attributes["_fields_"] = Item(Undecided(one.short_name), one.origin)

    def record(self, record: Record) -> DeclaredRecord:
        """A struct or union."""
        told: DeclaredRecord = {
            "name": record.name,
            "short_name": record.short_name,
            "is_union": record.is_union,
            "is_swapped": record.is_swapped,
            "fields": self.fields(record),
            "origin": "ctypes",
            "span": declared_types.span_of(record.origin),
        }
        pack, align = self.number(record, "_pack_"), self.number(record, "_align_")
        if pack is not None:
            told["pack"] = pack
        if align is not None:
            told["align"] = align
        if record.base is not None:
            told["base"] = record.base.name
        return told

    def number(self, record: Record, name: str) -> int | None:
        """An attribute of a record's layout; notes it if it is there and not understood."""
        item = record.attributes.get(name)
        if item is None:
            return None
        number = declared_types.array_length(item.value)
        if number is None:
            self.note(record, f"`{name}` of `{record.short_name}`", item.value)
        return number

    def note(self, record: Record, what: str, value: Value) -> None:
        """Note a part of a record that is not understood."""
        place = record.origin
        why = f"the source does not show it: {declared_types.why_unknown(value)}"
        self._reading.note(place.source, place.node, what, why)

    def fields(self, record: Record) -> list[DeclaredField] | None:
        """A record's fields; none if there are none or they are not understood."""
        item = record.attributes.get("_fields_")
        if item is None:
            return None
        what = f"`_fields_` of `{record.short_name}`"
        value = item.value
        if not isinstance(value, Sequence) or value.is_open:
            self.note(record, what, value)
            return None
        types = [
            one.value.items[1]
            for one in value.items
            if isinstance(one.value, Sequence) and len(one.value.items) > 1
        ]
        if not self.fits(types, record.origin, what):
            return None
        anonymous = self.anonymous(record)
        told = [field(record, one, anonymous) for one in value.items]
        whole = [one for one in told if one is not None]
        if len(whole) != len(told):
            self.note(record, what, value)
            return None
        return whole

    def anonymous(self, record: Record) -> set[str]:
        """The names in `_anonymous_`."""
        item = record.attributes.get("_anonymous_")
        if item is None or not isinstance(item.value, Sequence):
            return set()
        values = [one.value for one in item.value.items]
        return {
            value.value
            for value in values
            if isinstance(value, Constant) and isinstance(value.value, str)
        }


def other_line(place: Origin | None, span: Span) -> Span | None:
    """A part's place, where it is on another line than the whole."""
    if place is None:
        return None
    own = declared_types.span_of(place)
    return None if (own["file"], own["line"]) == (span["file"], span["line"]) else own


def field(record: Record, item: Item, anonymous: set[str]) -> DeclaredField | None:
    """One field; none if it is no `(name, type)` or `(name, type, bits)`."""
    row = item.value
    if not isinstance(row, Sequence) or row.is_open or not 2 <= len(row.items) <= 3:
        return None
    name = row.items[0].value
    if not isinstance(name, Constant) or not isinstance(name.value, str):
        return None
    origin = row.items[0].origin or item.origin or record.origin
    told: DeclaredField = {
        "name": name.value,
        "type": declared_types.declared(row.items[1], item.origin or record.origin),
        "is_anonymous": name.value in anonymous,
        "span": declared_types.span_of(origin if item.origin is None else item.origin),
    }
    if len(row.items) == 3:
        width = row.items[2].value
        if not isinstance(width, Constant) or type(width.value) is not int:
            return None
        if not 0 < width.value < 1 << 16:
            return None
        told["width_bits"] = width.value
    return told


def cdefs(number: int, ffi: Ffi) -> list[Cdef]:
    """The C text of one `FFI` object, in the order in which it was given."""
    return [
        {
            "text": text,
            "ffi": number,
            "pack": pack,
            "is_verified": ffi.is_verified,
            "is_table": ffi.is_table,
            "span": origin.source.text_start(origin.node),
        }
        for text, pack, origin in ffi.texts
    ]


def place(told: Placed) -> tuple[str, int, int]:
    """Where something stands, to sort by."""
    span = told["span"]
    return span["file"], span["line"], span["column"]


def document(reading: Reading, sources: list[Source], left_out: list[Unresolved]) -> Declarations:
    """The whole document."""
    writer = Writer(reading)
    writer.leave_alternatives(reading.records)
    writer.name_records(reading.records)
    functions = [told for native in reading.natives if (told := writer.function(native))]
    functions = unique(sorted(functions, key=place))
    symbols = {told["symbol"] for told in functions}
    callbacks: list[DeclaredCallback] = [
        {
            "name": name,
            "signature": declared_types.signature(callback, origin),
            "span": declared_types.span_of(origin),
        }
        for callback, name, origin in reading.callbacks
        if not callback.is_open
        and writer.fits([Item(callback, origin)], origin, name)
        and weight(callback) <= limits.TYPE_WEIGHT
    ]
    # A class that a helper makes has a name once it is assigned; else it is but the helper's own.
    named = [record for record in reading.records if not record.is_dynamic]
    records = sorted(map(writer.record, named), key=place)
    ignores = [one for source in sources for one in comments.ignores(reading, source)]
    calls = [told for told in reading.calls.values() if told["symbol"] in symbols]
    return {
        "version": VERSION,
        "files": len(sources),
        "functions": functions,
        "records": records,
        "callbacks": sorted(callbacks, key=place),
        "constants": sorted(reading.constants.values(), key=place),
        "calls": sorted(calls, key=place),
        "formats": sorted(reading.formats.values(), key=place),
        "cdefs": [told for row in enumerate(reading.ffis) for told in cdefs(*row)],
        "suspicions": sorted(reading.suspicions.values(), key=place),
        "ignores": sorted(ignores, key=place),
        "unresolved": sorted([*reading.unresolved.values(), *left_out], key=place),
        "resolved_by_run": 0,
        "archives_hold_cython": False,
    }


def unique(functions: list[DeclaredFunction]) -> list[DeclaredFunction]:
    """Each function of a place once; the one of which more is declared."""
    best: dict[tuple[str, tuple[str, int, int]], DeclaredFunction] = {}
    for told in functions:
        key = (told["symbol"], place(told))
        old = best.get(key)
        if old is None or (old["arguments"] is None and told["arguments"] is not None):
            best[key] = told
    return list(best.values())
