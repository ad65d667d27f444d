import pytest
from declaration_texts import function, line, read, record, shown

IMPORTS = "import ctypes\nimport ctypes as ct\nfrom ctypes import *\nlib = CDLL('x')\n"


def argument(spelling: str, before: str = "") -> dict[str, object]:
    told = read(f"{IMPORTS}{before}\nlib.f.argtypes = [{spelling}]\n")
    one: dict[str, object] = function(told, "f")["arguments"][0]
    return one


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("c_int64", "c_int64"),
        ("ct.c_long", "c_long"),
        ("ctypes.c_voidp", "c_void_p"),
        ("wintypes.DWORD", "c_ulong"),
        ("ctypes.wintypes.PDWORD", "*c_ulong"),
        ("POINTER(c_int)", "*c_int"),
        ("ct.POINTER(ct.POINTER(ct.c_char))", "**c_char"),
        ("POINTER(None)", "c_void_p"),
        ("c_char * 16", "c_char[16]"),
        ("c_char * (4 * WORDS)", "c_char[32]"),
        ("c_char * unknown", "c_char[None]"),
        ("ARRAY(c_int, 3)", "c_int[3]"),
        ("CFUNCTYPE(None, c_int)", "void(c_int)"),
        ("Handle", "c_void_p"),
        ("PHandle", "*c_void_p"),
        ("Color", "c_uint32"),
        ("Point", "app.Point"),
        ("POINTER(Point)", "*app.Point"),
        ("Custom", "adapter"),
        ("py_object", "py_object"),
        ("int", "unknown"),
        ("elsewhere.Type", "unknown"),
    ],
)
def test_an_expression_is_the_type_that_it_means(spelling: str, expected: str) -> None:
    before = (
        "from ctypes import wintypes\nimport elsewhere\nWORDS = 8\n"
        "class Handle(c_void_p): pass\nPHandle = POINTER(Handle)\nColor = c_uint32\n"
        "class Point(Structure): _fields_ = [('x', c_int)]\n"
        "class Custom:\n    @classmethod\n    def from_param(cls, value): return value\n"
    )
    one = argument(spelling, before)
    assert shown(one) == expected
    assert one["spelling"] == spelling


def test_what_a_pointer_points_to_is_told_where_it_is_written() -> None:
    one = argument("PInt", "PInt = POINTER(\n    c_int)")
    inner = one["to"]
    assert isinstance(inner, dict)
    assert (inner["spelling"], line(inner)) == ("c_int", 6)


def test_a_spelling_of_several_lines_is_one() -> None:
    assert argument("POINTER(\n    c_int,\n)")["spelling"] == "POINTER( c_int, )"


def test_an_adapter_of_numpy_says_what_it_takes() -> None:
    before = "import numpy as np\nfrom numpy.ctypeslib import ndpointer"
    one = argument("ndpointer(dtype=np.float64, ndim=1)", before)
    assert one["kind"] == "adapter"
    assert one["what"] == "ndpointer of NumPy: dtype=np.float64, ndim=1"


def test_a_class_with_a_type_code_is_a_simple_type() -> None:
    before = "from ctypes import _SimpleCData, _Pointer\nclass Bool(_SimpleCData): _type_ = '?'\n"
    assert shown(argument("Bool", before)) == "c_bool"
    before = "from ctypes import _Pointer\nclass P(_Pointer): _type_ = c_int\n"
    assert shown(argument("P", before)) == "*c_int"


def test_an_alias_by_a_size_is_decided() -> None:
    before = "size_t = c_uint if sizeof(c_void_p) == 4 else c_ulong"
    assert shown(argument("size_t", before)) == "c_ulong"
    before = (
        "for t in (c_int16, c_int32, c_int64):\n"
        "    if sizeof(t) == sizeof(c_size_t):\n        ptrdiff = t\n"
    )
    assert shown(argument("ptrdiff", before)) == "c_int64"


def test_an_alias_that_is_not_decided_is_not_known_and_that_is_said() -> None:
    told = read(
        IMPORTS
        + "if setting():\n    time_t = c_int32\nelse:\n    time_t = c_int64\n"
        + "lib.f.argtypes = [time_t]\n"
    )
    assert shown(function(told, "f")["arguments"][0]) == "unknown"
    assert told["unresolved"][0]["what"] == "the meaning of `time_t`"
    assert line(told["unresolved"][0]) == 5


def test_two_names_of_one_type_are_no_condition() -> None:
    told = read(
        IMPORTS
        + "if setting():\n    time_t = c_int64\nelse:\n    time_t = c_long\n"
        + "lib.f.argtypes = [time_t]\n"
    )
    assert shown(function(told, "f")["arguments"][0]) == "c_int64"
    assert told["unresolved"] == []


def test_an_import_that_may_fail_is_the_first() -> None:
    before = (
        "try:\n    from ctypes import c_ssize_t as ssize\n"
        "except ImportError:\n    from ctypes import c_longlong as ssize\n"
    )
    assert shown(argument("ssize", before)) == "c_ssize_t"


def test_a_python_function_as_a_result_takes_an_int() -> None:
    told = read(IMPORTS + "def check(code): return code\nlib.f.restype = check\n")
    assert function(told, "f")["result"]["type"]["kind"] == "adapter"


def test_callback_types_are_told_by_name_and_by_decorator() -> None:
    told = read(
        IMPORTS
        + "Compare = CFUNCTYPE(c_int, POINTER(c_int), c_void_p)\nAlias = Compare\n"
        + "Std = WINFUNCTYPE(None)\n"
        + "@CFUNCTYPE(None, c_double)\ndef progress(value): pass\n"
        + "@Compare\ndef compare(a, b): return 0\n"
    )
    names = [(one["name"], line(one)) for one in told["callbacks"]]
    assert names == [("Compare", 5), ("Std", 7), ("progress", 8)]
    assert told["callbacks"][1]["signature"]["convention"] == "stdcall"


def test_records_tell_their_fields() -> None:
    told = read(
        IMPORTS
        + """
class Point(Structure):
    _pack_ = 1
    _fields_ = [
        ("x", c_int),
        ("flags", c_uint, 3),
        ("name", c_char * 8),
    ]
"""
    )
    point = record(told, "Point")
    assert point["name"] == "app.Point"
    assert line(point) == 6
    assert point["pack"] == 1
    fields = [(one["name"], shown(one["type"]), one.get("width_bits")) for one in point["fields"]]
    assert fields == [("x", "c_int", None), ("flags", "c_uint", 3), ("name", "c_char[8]", None)]
    assert line(point["fields"][1]) == 10


def test_fields_may_come_later_and_in_parts() -> None:
    told = read(
        IMPORTS
        + """
class Node(Structure):
    pass
Node._fields_ = [("next", POINTER(Node)), ("value", c_int)]

class Parts(Structure):
    _fields_ = [("a", c_int)]
    if wide:
        _fields_ += [("b", c_long)]
    _fields_.append(("c", c_char))

class Opaque(Structure):
    pass
"""
    )
    assert shown(record(told, "Node")["fields"][0]["type"]) == "*app.Node"
    assert [one["name"] for one in record(told, "Parts")["fields"]] == ["a", "b", "c"]
    assert record(told, "Opaque")["fields"] is None
    assert told["unresolved"] == []


def test_records_of_every_sort_are_told() -> None:
    told = read(
        IMPORTS
        + """
class Both(Union):
    _fields_ = [("i", c_int), ("f", c_float)]
class Big(BigEndianStructure):
    _fields_ = [("i", c_uint32)]
class Base(LittleEndianStructure):
    _align_ = 16
    _anonymous_ = ("both",)
    _fields_ = [("both", Both)]
class Child(Base):
    _fields_ = [("j", c_int)]
"""
    )
    assert record(told, "Both")["is_union"]
    assert record(told, "Big")["is_swapped"]
    base = record(told, "Base")
    assert (base["align"], base["fields"][0]["is_anonymous"]) == (16, True)
    assert record(told, "Child")["base"] == "app.Base"


def test_fields_may_be_computed_from_constants() -> None:
    told = read(
        IMPORTS
        + """
COUNT = 3
class Computed(Structure):
    _fields_ = [(f"v{i}", c_int) for i in range(COUNT)] + [("tail", c_char * (COUNT + 1))]

def make(names):
    fields = []
    for name in names:
        prefix = ""
        for char in name:
            if not char.islower():
                break
            prefix += char
        fields.append((name, {"b": c_uint8, "w": c_uint16}[prefix]))
    result = type("made", (Structure,), {})
    result._pack_ = 1
    result._fields_ = fields
    return result

header = make(["bLength", "wTotal"])
"""
    )
    names = [one["name"] for one in record(told, "Computed")["fields"]]
    assert names == ["v0", "v1", "v2", "tail"]
    header = record(told, "header")
    assert [shown(one["type"]) for one in header["fields"]] == ["c_uint8", "c_uint16"]
    assert line(header) == 24


def test_fields_that_do_not_show_are_said() -> None:
    told = read(IMPORTS + "class Odd(Structure):\n    _fields_ = compute()\n")
    assert record(told, "Odd")["fields"] is None
    assert told["unresolved"][0]["what"] == "`_fields_` of `Odd`"


def test_records_of_one_name_are_told_apart() -> None:
    text = "class One(Structure): _fields_ = [('a', c_int)]\n"
    told = read(IMPORTS + text + text)
    assert [one["name"] for one in told["records"]] == ["app.One", "app.One#2"]


def test_a_function_of_types_is_followed() -> None:
    before = (
        "def unchecked(t):\n"
        "    if hasattr(t, '_type_') and not isinstance(t._type_, str):\n"
        "        return ctypes.c_void_p\n"
        "    else:\n        return t\n"
        "class Point(Structure): _fields_ = [('x', c_int)]\n"
    )
    assert shown(argument("unchecked(POINTER(c_int))", before)) == "c_void_p"
    assert shown(argument("unchecked(c_int)", before)) == "c_int"
    assert shown(argument("unchecked(Point)", before)) == "app.Point"


def test_a_function_of_types_that_is_not_decided_is_said() -> None:
    told = read(
        IMPORTS
        + "def choose():\n    if wide():\n        return c_long\n    return c_int\n"
        + "lib.f.argtypes = [choose()]\n"
    )
    assert shown(function(told, "f")["arguments"][0]) == "c_long"
    assert told["unresolved"][0]["what"] == "a second type that `choose` gives"
