"""What the imported code has declared so far: functions with what is set on them, and records.

It is told in portions, each once; what changes later is told again under the same number.
"""

from __future__ import annotations

import _ctypes
import sys

from fishplate.capture.type_facts import Types, convention

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from fishplate.capture.places import Chain, Places
    from fishplate.capture.plain_json import Json

LAYOUT_NAMES = ("_pack_", "_align_")


class Function:
    """A function pointer with a name, and the lines that set something on it."""

    __slots__ = (
        "argtypes_set",
        "arguments",
        "first",
        "is_told",
        "library",
        "pointer",
        "result",
        "result_set",
        "symbol",
    )

    def __init__(self, symbol: str, library: str, pointer: Any) -> None:
        self.symbol = symbol
        self.library = library
        self.pointer = pointer
        self.first: Chain = ()
        self.arguments: Chain = ()
        self.result: Chain = ()
        self.argtypes_set = False
        self.result_set = False
        self.is_told = True


class Recording:
    """Everything that was declared.

    Parameters
    ----------
    places
        Knows which code is the targets'.
    """

    def __init__(self, places: Places) -> None:
        self.places = places
        self._functions: list[Function] = []
        self._by_pointer: dict[int, Function] = {}
        self._records: list[tuple[type[Any], str, int]] = []
        self._names: dict[type[Any], str] = {}
        self._counts: dict[str, int] = {}
        self._told: dict[str, Json] = {}
        self.cdefs: list[Json] = []
        self._cdefs_told = 0
        self._types = Types(self._names.get)

    def looked_up(self, pointer: Any, symbol: str, library: str) -> Function:
        """Note that a function of a library was looked up; that alone declares nothing."""
        function = Function(symbol, library, pointer)
        # The pointer is kept, so its number stays its own.
        self._by_pointer[id(pointer)] = function
        self._functions.append(function)
        return function

    def is_set(self, pointer: Any, name: str) -> None:
        """Note that an attribute of a function was set."""
        function = self._by_pointer.get(id(pointer))
        if function is None:
            return
        chain = self.places.chain()
        if not function.first:
            function.first = chain
        if name == "argtypes":
            function.arguments, function.argtypes_set = chain, True
        elif name == "restype":
            function.result, function.result_set = chain, True
        function.is_told = False

    def made_class(self, made: type[Any], file: str, line: int) -> None:
        """Note a record class of the targets."""
        if made in self._names:
            return
        name = f"{made.__module__}.{made.__name__}"
        count = self._counts[name] = self._counts.get(name, 0) + 1
        self._names[made] = name if count == 1 else f"{name}#{count}"
        self._records.append((made, file, line))

    def portion(self) -> dict[str, Json]:
        """What is new since the last portion."""
        self._find_classes()
        functions: list[Json] = []
        for number, function in enumerate(self._functions):
            if not function.is_told:
                function.is_told = True
                functions.append(self._function(number, function))
        records: list[Json] = []
        for made, file, line in self._records:
            told = self._record(made, file, line)
            name = self._names[made]
            if self._told.get(name) != told:
                self._told[name] = told
                records.append(told)
        cdefs = self.cdefs[self._cdefs_told :]
        self._cdefs_told = len(self.cdefs)
        return {"functions": functions, "records": records, "cdefs": cdefs}

    def _find_classes(self) -> None:
        """Note the record classes that were made without a class statement."""
        pending: list[type[Any]] = [_ctypes.Structure, _ctypes.Union]
        while pending:
            for made in type.__subclasses__(pending.pop()):
                pending.append(made)
                if made not in self._names:
                    file = getattr(sys.modules.get(made.__module__), "__file__", None)
                    shown = self.places.shown(file)
                    if shown is not None:
                        self.made_class(made, shown, 0)

    def _function(self, number: int, function: Function) -> Json:
        pointer, told = function.pointer, self._types.told
        arguments = pointer.argtypes if function.argtypes_set else None
        return {
            "number": number,
            "symbol": function.symbol,
            "library": function.library,
            "arguments": None if arguments is None else [told(one) for one in arguments],
            "has_result": function.result_set,
            "result": self._types.result(pointer.restype) if function.result_set else None,
            "has_errcheck": hasattr(pointer, "errcheck") and pointer.errcheck is not None,
            "convention": convention(type(pointer)._flags_),
            "chain": function.first,
            "arguments_chain": function.arguments,
            "result_chain": function.result,
        }

    def _record(self, made: type[Any], file: str, line: int) -> Json:
        base = next((one for one in made.__bases__ if one in self._names), None)
        own = vars(made)
        told: dict[str, Json] = {
            "name": self._names[made],
            "short_name": made.__name__,
            "is_union": issubclass(made, _ctypes.Union),
            "is_swapped": hasattr(made, "_swappedbytes_"),
            "base": None if base is None else self._names[base],
            "fields": None,
            "place": (file, line, 0),
        }
        for name in LAYOUT_NAMES:
            value = getattr(made, name, None)
            told[name.strip("_")] = value if isinstance(value, int) else None
        fields = own.get("_fields_")
        if isinstance(fields, (list, tuple)):
            told["fields"] = [self._field(made, row) for row in fields]
        return told

    def _field(self, made: type[Any], row: Any) -> Json:
        name, kind, *width = row
        return {
            "name": str(name),
            "type": self._types.told(kind),
            "width_bits": width[0] if width else None,
            "is_anonymous": name in (getattr(made, "_anonymous_", None) or ()),
        }
