"""What depends on a condition that the source does not decide is told as not known."""

from declaration_texts import function, prototype, read, record, shown

LIB = "import os, platform\nfrom ctypes import *\nlib = CDLL('libdemo.so')\n"


def test_a_type_that_a_condition_chooses_is_not_known() -> None:
    told = read(LIB + "T = c_double if os.getenv('X') else c_ushort\nlib.f.restype = T\n")
    assert prototype(told, "f") == "unknown(-)"
    why = function(told, "f")["result"]["type"]["why"]
    assert why == "it depends on a condition that the source does not decide"


def test_a_name_that_one_of_three_branches_sets_is_not_known() -> None:
    told = read(
        LIB + "if os.getenv('X'):\n    T = c_byte\nelif os.getenv('Y'):\n    T = c_short\n"
        "else:\n    T = c_int\nlib.f.restype = T\n"
    )
    assert prototype(told, "f") == "unknown(-)"


def test_branches_that_say_the_same_are_no_condition() -> None:
    told = read(
        LIB + "T = c_long if os.getenv('X') else c_long\n"
        "if os.getenv('X'):\n    U = c_int\nelse:\n    U = c_int\n"
        "lib.f.restype = T\nlib.f.argtypes = [U]\n"
    )
    assert prototype(told, "f") == "c_long(c_int)"


def test_a_fallback_for_an_older_python_counts_less_than_what_it_stands_for() -> None:
    told = read(
        "try:\n    from ctypes import c_ssize_t\nexcept ImportError:\n"
        "    from ctypes import c_long as c_ssize_t\nimport ctypes\n"
        "lib = ctypes.CDLL('x')\nlib.f.restype = c_ssize_t\n"
    )
    assert prototype(told, "f") == "c_ssize_t(-)"


def test_a_function_that_two_branches_declare_differently_is_left_open() -> None:
    told = read(
        LIB + "if os.getenv('X'):\n    lib.f.restype = c_int\n    lib.g.argtypes = [c_int]\n"
        "    lib.h.argtypes = [c_int]\n"
        "else:\n    lib.f.restype = c_double\n    lib.g.argtypes = [c_int, c_int]\n"
        "    lib.h.argtypes = [c_int]\n"
    )
    assert prototype(told, "f") == "unknown(-)"
    assert prototype(told, "h") == "-(c_int)"
    assert [one["symbol"] for one in told["functions"]] == ["f", "h"]
    assert "the `argtypes` of `g`" in [one["what"] for one in told["unresolved"]]


def test_fields_that_a_condition_chooses_are_not_known() -> None:
    told = read(
        LIB + "class S(Structure):\n    pass\n"
        "if os.getenv('X'):\n    S._fields_ = [('a', c_int)]\n"
        "else:\n    S._fields_ = [('a', c_long)]\n"
    )
    assert record(told, "S")["fields"] is None
    assert len(told["unresolved"]) == 1


def test_a_class_for_each_of_several_conditions_is_not_known() -> None:
    told = read(
        LIB + "if os.getenv('X'):\n    class S(Structure):\n        _fields_ = [('a', c_int)]\n"
        "else:\n    class S(Structure):\n        _fields_ = [('a', c_long)]\n"
        "class Whole(Structure):\n    _fields_ = [('s', POINTER(S))]\n"
    )
    assert [one["fields"] is None for one in told["records"]] == [True, True, False]


def test_one_class_under_a_condition_is_known() -> None:
    told = read(
        LIB + "if os.getenv('X'):\n    class S(Structure):\n        _fields_ = [('a', c_int)]\n"
    )
    assert len(record(told, "S")["fields"]) == 1


def test_this_machine_s_processor_decides() -> None:
    import os

    told = read(
        LIB + "class S(Structure):\n    pass\n"
        f"if platform.machine() == '{os.uname().machine}':\n    S._fields_ = [('a', c_int)]\n"
        "else:\n    S._fields_ = [('b', c_long)]\n"
    )
    assert [one["name"] for one in record(told, "S")["fields"]] == ["a"]


def test_what_an_import_does_counts_and_not_what_a_script_does() -> None:
    told = read(
        LIB + "import sys\nif __name__ == '__main__':\n    system = sys.argv[1]\n"
        "else:\n    system = platform.system()\n"
        "if system == 'Linux':\n    T = c_int\nelse:\n    T = c_long\nlib.f.restype = T\n"
    )
    assert shown(function(told, "f")["result"]["type"]) == "c_int"
