"""Run in a process of its own: imports bindings and prints what ctypes or CFFI made of them.

Usage: declared_types.py HEADER_ITEMS.json MODULE.py...  It knows nothing of fishplate: sizes,
offsets and types are those that the binding tool will use in a call.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import sys
from types import ModuleType
from typing import Any

Shape = Any

FLOATS = (ctypes.c_float, ctypes.c_double, ctypes.c_longdouble)
ADDRESSES = {ctypes.c_void_p: ["void"], ctypes.c_char_p: ["int", 1], ctypes.c_wchar_p: ["int", 4]}
NUMBERS = {"float": "float", "double": "float", "long double": "float", "_Bool": "bool"}


class Ctypes:
    """Shapes of ctypes' types; the layouts of the records that occur are kept beside."""

    def __init__(self) -> None:
        self.layouts: dict[str, Shape] = {}

    def shape(self, ty: Any) -> Shape:
        """What a type is to a call."""
        if ty is None:
            return ["void"]
        if ty in ADDRESSES:
            return ["pointer", ADDRESSES[ty]]
        if issubclass(ty, FLOATS):
            return ["float", ctypes.sizeof(ty)]
        if issubclass(ty, ctypes.Structure | ctypes.Union):
            self.layout(ty)
            return ["record", ty.__name__]
        if issubclass(ty, ctypes.Array):
            return ["array", ty._length_, self.shape(ty._type_)]
        if hasattr(ty, "_flags_"):
            types = [self.shape(one) for one in ty._argtypes_ or ()]
            return ["pointer", ["call", self.shape(ty._restype_), types]]
        if hasattr(ty, "contents"):
            return ["pointer", self.shape(ty._type_)]
        return ["bool" if ty is ctypes.c_bool else "int", ctypes.sizeof(ty)]

    def layout(self, ty: Any) -> None:
        """Keep where the fields of a record are."""
        if ty.__name__ in self.layouts:
            return
        layout: dict[str, Shape] = {"size": ctypes.sizeof(ty), "fields": {}}
        self.layouts[ty.__name__] = layout
        for name, field, *_ in ty._fields_:
            layout["fields"][name] = [getattr(ty, name).offset, self.shape(field)]

    def module(self, module: ModuleType, items: Shape) -> Shape:
        """What a module declares of the items."""
        told: dict[str, Shape] = {}
        library = getattr(module, "lib")  # noqa: B009
        for name in items["functions"]:
            function = getattr(module, name, None) or getattr(library, name)
            types = function.argtypes
            result = self.shape(function.restype)
            told[name] = ["call", result, [self.shape(ty) for ty in types or ()]]
        for name in items["callbacks"]:
            told[name] = self.shape(getattr(module, name))
        for name in items["records"]:
            self.layout(getattr(module, name))
        return {"items": told, "layouts": self.layouts}


class Cffi:
    """Shapes of CFFI's types."""

    def __init__(self, ffi: Any) -> None:
        self.ffi = ffi
        self.layouts: dict[str, Shape] = {}

    def shape(self, ty: Any) -> Shape:
        """What a type is to a call."""
        match ty.kind:
            case "void":
                return ["void"]
            case "primitive":
                return [NUMBERS.get(ty.cname, "int"), self.ffi.sizeof(ty)]
            case "enum":
                return ["int", self.ffi.sizeof(ty)]
            case "pointer":
                return ["pointer", self.shape(ty.item)]
            case "array":
                return ["array", ty.length, self.shape(ty.item)]
            case "function":
                return ["pointer", ["call", self.shape(ty.result), list(map(self.shape, ty.args))]]
            case _:
                self.layout(ty)
                return ["record", ty.cname]

    def layout(self, ty: Any) -> None:
        """Keep where the fields of a record are."""
        if ty.cname in self.layouts:
            return
        layout: dict[str, Shape] = {"size": self.ffi.sizeof(ty), "fields": {}}
        self.layouts[ty.cname] = layout
        for name, field in ty.fields:
            layout["fields"][name] = [field.offset, self.shape(field.type)]

    def module(self, module: ModuleType, items: Shape) -> Shape:
        """What a module declares of the items."""
        library = getattr(module, "lib")  # noqa: B009
        told: dict[str, Shape] = {}
        for name in items["functions"]:
            pointer = self.shape(self.ffi.typeof(self.ffi.addressof(library, name)))
            told[name] = pointer[1]
        for name in items["callbacks"]:
            told[name] = self.shape(self.ffi.typeof(name))
        for name in items["records"]:
            self.layout(self.ffi.typeof(name))
        return {"items": told, "layouts": self.layouts}


def told_of(path: str, items: Shape) -> Shape:
    """What one module declares, or why it cannot be imported."""
    spec = importlib.util.spec_from_file_location("given", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
        ffi = getattr(module, "ffi", None)
        reader = Ctypes() if ffi is None else Cffi(ffi)
        return reader.module(module, items)
    except Exception as error:  # noqa: BLE001 a mutant may be wrong in a way that its tool sees
        return {"refused": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Print a JSON object: module to what it declares."""
    with open(sys.argv[1], encoding="utf-8") as file:
        items = json.load(file)
    json.dump({path: told_of(path, items) for path in sys.argv[2:]}, sys.stdout)


if __name__ == "__main__":
    main()
