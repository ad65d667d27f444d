import pytest
from declaration_texts import function, line, prototype, read, shown

LIB = "import ctypes\nfrom ctypes import *\nlib = CDLL('libdemo.so')\n"


def test_direct_declarations_are_read_with_their_places() -> None:
    told = read(LIB + "lib.f.argtypes = [c_void_p, ctypes.c_size_t]\nlib.f.restype = c_int\n")
    one = function(told, "f")
    assert prototype(told, "f") == "c_int(c_void_p, c_size_t)"
    assert one["span"] == {"file": "app.py", "line": 4, "column": 1}
    assert one["library"] == "lib"
    second = one["arguments"][1]
    assert second["spelling"] == "ctypes.c_size_t"
    assert second["span"] == {"file": "app.py", "line": 4, "column": 29}
    assert "arguments_span" not in one


def test_the_place_is_the_first_statement_that_sets_something() -> None:
    told = read(LIB + "f = lib.f\nf.restype = c_int\nf.argtypes = [c_int]\n")
    one = function(told, "f")
    assert line(one) == 5
    assert one["arguments_span"]["line"] == 6
    assert "result_span" not in one


def test_a_result_that_is_set_later_has_its_own_place() -> None:
    told = read(LIB + "lib.f.argtypes = [c_int]\nlib.f.restype = (\n    c_int\n)\n")
    one = function(told, "f")
    assert (line(one), one["result_span"]["line"]) == (4, 5)


def test_columns_are_code_points() -> None:
    told = read(LIB + "é = 'é', lib.f(c_int(1)); lib.g.argtypes = [c_int]\n")
    assert function(told, "g")["span"]["column"] == 27


def test_several_targets_of_one_statement_are_told_apart() -> None:
    told = read(LIB + "lib.f.argtypes, lib.f.restype = [c_int], c_double\n")
    assert prototype(told, "f") == "c_double(c_int)"


def test_a_function_under_another_name_keeps_its_symbol() -> None:
    told = read(LIB + "other = lib.real_name\nother.argtypes = (c_char_p,)\nother.restype = None\n")
    assert prototype(told, "real_name") == "void(c_char_p)"


def test_names_in_brackets_and_by_getattr_are_names() -> None:
    told = read(
        LIB
        + "f = lib['f']\nf.restype = c_int\ng = getattr(lib, 'g')\ng.argtypes = [c_int]\n"
        + "prefix = 'demo_'\nh = lib[f'{prefix}h']\nh.restype = c_long\n"
        + "i = getattr(lib, prefix + 'i')\ni.argtypes = []\n"
    )
    assert prototype(told, "f") == "c_int(-)"
    assert prototype(told, "g") == "-(c_int)"
    assert prototype(told, "demo_h") == "c_long(-)"
    assert prototype(told, "demo_i") == "-()"


def test_a_function_that_is_only_named_or_called_is_told_without_types() -> None:
    told = read(
        LIB + "named = lib.named\nvalue = (1 +\n    lib.called(2))\nhasattr(lib, 'asked')\n"
    )
    assert [one["symbol"] for one in told["functions"]] == ["named", "called"]
    assert prototype(told, "called") == "-(-)"
    assert line(function(told, "called")) == 6


def test_none_takes_argtypes_away_and_is_void_as_a_result() -> None:
    assert prototype(read(LIB + "lib.f.argtypes = None\nlib.f.restype = None\n"), "f") == "void(-)"


def test_errcheck_is_noted() -> None:
    told = read(
        LIB + "def check(r, f, a): return r\nlib.f.errcheck = check\nlib.f.restype = c_int\n"
    )
    assert function(told, "f")["has_errcheck"]


@pytest.mark.parametrize(
    ("loader", "convention"),
    [
        ("CDLL('x')", "c"),
        ("PyDLL('x')", "c"),
        ("WinDLL('x')", "stdcall"),
        ("cdll.LoadLibrary('x')", "c"),
        ("windll.kernel32", "stdcall"),
        ("ctypes.windll['x']", "stdcall"),
    ],
)
def test_the_loader_says_the_convention(loader: str, convention: str) -> None:
    told = read(f"import ctypes\nfrom ctypes import *\nlib = {loader}\nlib.f.restype = c_int\n")
    assert function(told, "f")["convention"] == convention


def test_a_library_that_a_function_finds_is_one() -> None:
    told = read("""
        import ctypes, os

        def load(names):
            for name in names:
                try:
                    return ctypes.CDLL(os.path.join("lib", name))
                except OSError:
                    pass
            raise ImportError("no library")

        lib = load(os.listdir("."))
        lib.f(1)
    """)
    assert prototype(told, "f") == "-(-)"


def test_declarations_on_a_parameter_make_it_a_library() -> None:
    told = read("""
        from ctypes import *

        class Backend:
            def __init__(self, path):
                self._lib = open_somehow(path)
                self._declare(self._lib)

            def _declare(self, lib):
                lib.f.argtypes = [c_int]
                g = lib.g
                g.restype = c_double
    """)
    assert prototype(told, "f") == "-(c_int)"
    assert prototype(told, "g") == "c_double(-)"
    assert function(told, "f")["library"] == "lib"


def test_a_library_in_an_attribute_is_found_in_methods() -> None:
    told = read("""
        import ctypes

        class Api:
            def __init__(self):
                self.dll = ctypes.CDLL("libdemo.so")

            def go(self, n):
                return self.dll.go(n, 2.5)
    """)
    assert prototype(told, "go") == "-(-)"
    [call] = told["calls"]
    assert [one["kind"] for one in call["arguments"]] == ["unknown", "float"]


def test_a_global_library_that_is_loaded_late_is_known_to_all_functions() -> None:
    told = read("""
        import ctypes
        _lib = None

        def use(n):
            return _lib.use(n)

        def load():
            global _lib
            _lib = ctypes.CDLL("libdemo.so")
    """)
    assert prototype(told, "use") == "-(-)"


def test_presence_is_guarded_by_tests_and_handlers() -> None:
    told = read(
        LIB
        + """
lib.plain.restype = c_int
if hasattr(lib, "asked"):
    lib.asked.restype = c_int
try:
    tried = lib.tried
except AttributeError:
    pass
else:
    tried.restype = c_int
try:
    lib.other.restype = c_int
except OSError:
    pass
if lib.version() >= 3:
    lib.newer.restype = c_int
maybe = getattr(lib, "maybe", None)
if maybe:
    maybe.restype = c_int
def declare():
    if not hasattr(lib, "late"):
        return
    lib.late.restype = c_int
"""
    )
    guarded = {one["symbol"] for one in told["functions"] if one["is_guarded"]}
    assert guarded == {"asked", "tried", "newer", "maybe", "late"}


def test_branches_for_other_platforms_are_left_out() -> None:
    told = read(
        LIB
        + """
import sys, os, platform
from typing import TYPE_CHECKING
if sys.platform == "win32":
    lib.windows.restype = c_int
elif sys.platform.startswith("darwin"):
    lib.apple.restype = c_int
else:
    lib.linux.restype = c_int
if os.name == "nt" or platform.system() == "Windows":
    lib.nt.restype = c_int
if TYPE_CHECKING:
    lib.checking.restype = c_int
if sys.version_info >= (3, 8):
    lib.modern.restype = c_int
else:
    lib.ancient.restype = c_int
"""
    )
    assert [one["symbol"] for one in told["functions"]] == ["linux", "modern"]


def test_of_two_undecided_declarations_none_is_taken_and_that_is_said() -> None:
    told = read(LIB + "if wide:\n    lib.f.restype = c_long\nelse:\n    lib.f.restype = c_int\n")
    assert prototype(told, "f") == "unknown(-)"
    assert [one["what"] for one in told["unresolved"]] == ["the `restype` of `f`"]


def test_a_prototype_with_its_name_is_a_function() -> None:
    told = read(
        LIB
        + "add = CFUNCTYPE(c_int, c_int, POINTER(c_double))(('add', lib))\n"
        + "std = WINFUNCTYPE(None)(('std', lib), ((1, 'x'),))\n"
    )
    assert prototype(told, "add") == "c_int(c_int, *c_double)"
    assert line(function(told, "add")) == 4
    assert function(told, "std")["convention"] == "stdcall"
    assert function(told, "add")["convention"] == "c"


def test_a_number_or_a_computed_name_is_said_to_be_unresolved() -> None:
    told = read(LIB + "f = lib[3]\nname = input()\ng = lib[name]\ng.argtypes = [c_int]\n")
    assert told["functions"] == []
    assert len(told["unresolved"]) == 2


def test_argtypes_that_do_not_show_are_said_and_never_taken_for_none() -> None:
    told = read(LIB + "lib.f.argtypes = compute()\nlib.f.restype = c_int\n")
    assert told["functions"] == []
    assert told["unresolved"][0]["what"] == "the function `f`"


def test_a_declaration_in_an_uncalled_function_does_not_undo_the_modules() -> None:
    told = read(LIB + "lib.f.argtypes = [c_int]\ndef later():\n    lib.f.argtypes = [c_long]\n")
    assert prototype(told, "f") == "-(c_int)"


def test_a_library_of_the_programs_own_class_is_a_library() -> None:
    told = read("""
        from ctypes import *

        class Demo(CDLL):
            def __init__(self):
                super().__init__("libdemo.so")
                self.f.argtypes = [c_int]

        demo = Demo()
        demo.g.restype = c_double
    """)
    assert prototype(told, "f") == "-(c_int)"
    assert prototype(told, "g") == "c_double(-)"


def test_a_cffi_library_is_no_ctypes_library() -> None:
    told = read("from cffi import FFI\nffi = FFI()\nlib = ffi.dlopen(None)\nlib.f(1)\n")
    assert told["functions"] == []


def test_the_names_of_imports_are_followed_through_files() -> None:
    told = read(
        demo="",
        demo__types="from ctypes import c_uint32 as uint32, POINTER\npuint = POINTER(uint32)\n",
        demo__load="import ctypes as ct\nlib = ct.cdll.LoadLibrary('x')\n",
        demo__api="""
            from .types import *
            from . import load
            import demo.load as again
            load.lib.f.argtypes = [uint32, puint]
            again.lib.f.restype = puint
        """,
    )
    assert prototype(told, "f") == "*c_uint32(c_uint32, *c_uint32)"
    one = function(told, "f")["arguments"][1]
    assert one["spelling"] == "puint"
    assert one["to"]["span"]["file"] == "demo/types.py"


def test_packages_that_import_each_other_are_read() -> None:
    told = read(
        demo="from demo.api import use\nfrom ctypes import c_int\nword = c_int\n",
        demo__api="""
            import ctypes, demo
            lib = ctypes.CDLL("x")
            def use():
                lib.f.argtypes = [demo.word]
        """,
    )
    assert prototype(told, "f") == "-(c_int)"


def test_call_sites_say_what_is_passed() -> None:
    told = read(
        LIB
        + """
class Point(Structure):
    _fields_ = [("x", c_int)]
p = Point()
lib.f(1, 2.0, "s", b"b", None, c_double(3), byref(p), POINTER(c_int)(), len("x"), p.x, what)
lib.f(*rest)
"""
    )
    first, second = told["calls"]
    kinds = [one["kind"] for one in first["arguments"]]
    assert kinds == [
        "int", "float", "text", "bytes", "none", "typed", "typed", "typed", "int", "int", "unknown",
    ]  # fmt: skip
    assert [shown(one["type"]) for one in first["arguments"][5:8]] == [
        "c_double",
        "*app.Point",
        "*c_int",
    ]
    assert not first["is_open"]
    assert second["is_open"]


def test_results_of_native_functions_are_known_at_other_calls() -> None:
    told = read(
        LIB
        + "lib.new.restype = c_void_p\nlib.name.restype = c_char_p\n"
        + "lib.node.restype = POINTER(c_int)\n"
        + "lib.use(lib.new(), lib.count(), lib.name(), lib.node())\n"
    )
    [call] = [one for one in told["calls"] if one["symbol"] == "use"]
    assert [one["kind"] for one in call["arguments"]] == ["int", "int", "bytes", "typed"]


def test_a_library_from_elsewhere_goes_by_the_name_that_it_is_given() -> None:
    told = read("""
        from ctypes import *
        from elsewhere import load
        engine = load("libdemo.so")
        engine.f.argtypes = [c_int]
        f = engine["g"]
        f.restype = c_int
    """)
    assert [one["library"] for one in told["functions"]] == ["engine", "engine"]
