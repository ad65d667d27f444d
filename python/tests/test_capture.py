import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "fishplate" / "capture"
WORD = "word-of-a-test"
HEAD = "from ctypes import *\nlib = CDLL('libx.so')\n"


def frames(folder: Path, wanted: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    """What the program tells of a folder; the code of these tests means no harm."""
    request = {
        "word": WORD,
        "targets": [["p", str(folder)]],
        "exclude": ["p/left*"],
        "done": [],
        "wanted": wanted or [],
        "tasks": 100_000,
    }
    done = subprocess.run(
        [sys.executable, "-I", "-B", str(PACKAGE)],
        input=json.dumps(request).encode(),
        capture_output=True,
        check=True,
        timeout=60,
        env={"HOME": str(folder / "no-home"), "LANG": "C.UTF-8"},
    )
    parts = done.stdout.split(f"fishplate-capture/1 {WORD} ".encode())[1:]
    told = []
    for part in parts:
        size, _, body = part.partition(b"\n")
        assert len(body) == int(size) + 1
        told.append(json.loads(body))
    return told


def facts(folder: Path, text: str, name: str = "a.py") -> dict[str, list[dict[str, Any]]]:
    (folder / name).write_text(text)
    told = frames(folder)
    assert told[-1] == {"end": True}
    assert not [frame for frame in told if "failed" in frame], told
    portions = [frame["facts"] for frame in told if "facts" in frame]
    return {
        kind: [one for portion in portions for one in portion[kind]]
        for kind in ("functions", "records", "cdefs")
    }


def arguments(folder: Path, text: str) -> list[Any]:
    return [one["arguments"] for one in facts(folder, HEAD + text)["functions"]]


TYPES = {
    "c_int": "c_int",
    "c_size_t": "c_size_t",
    "c_int64": "c_int64",
    "c_longlong": "c_longlong",
    "c_char_p": "c_char_p",
    "py_object": "py_object",
    "POINTER(POINTER(c_double))": ["p", ["p", "c_double"]],
    "c_int * 4": ["a", "c_int", 4],
    "type('Handle', (c_void_p,), {})": "c_void_p",
    "CFUNCTYPE(None, c_int)": ["f", None, ["c_int"], "c"],
    "type('S', (Structure,), {'_fields_': []})": ["r", "a.S"],
    "type('A', (), {'from_param': int})": ["x", "the class `A` with `from_param`"],
}


@pytest.mark.parametrize("spelling", TYPES)
def test_a_type_is_told_as_it_is_spelt(spelling: str, tmp_path: Path) -> None:
    assert arguments(tmp_path, f"lib.f.argtypes = [{spelling}]\n") == [[TYPES[spelling]]]


def test_ctypes_still_refuses_what_it_refuses(tmp_path: Path) -> None:
    text = """
lib.f.argtypes = [c_int]
for call in (lambda: lib.f("x"), lambda: lib.f()):
    try:
        call()
    except (ArgumentError, TypeError):
        lib.refused.argtypes = []
    else:
        raise SystemExit("not refused")
try:
    lib.f.argtypes = 5
except TypeError:
    pass
assert lib.f(1) == 0 and lib.f is lib.f and isinstance(lib, CDLL)
lib.g.restype = c_void_p
assert lib.g(b"x", 2.0 if False else 1) is None
"""
    assert arguments(tmp_path, text) == [["c_int"], [], None]


def test_flags_of_a_prototype_work(tmp_path: Path) -> None:
    text = """
make = CFUNCTYPE(c_int, c_int, POINTER(c_int))
assert make is not None and CFUNCTYPE(c_int, c_int, POINTER(c_int)) is make
f = make(("f", lib), ((1, "n"), (2, "out")))
assert f(3) == 0 and f(n=3) == 0
@make
def back(number, out):
    return number
assert back(7, None) == 7
"""
    told = facts(tmp_path, HEAD + text)["functions"]
    assert [(one["symbol"], one["arguments"]) for one in told] == [("f", ["c_int", ["p", "c_int"]])]


def test_every_way_to_load_is_a_fake(tmp_path: Path) -> None:
    text = """
import ctypes.util
class Own(CDLL):
    pass
ways = [cdll.LoadLibrary("a"), cdll.b, cdll["c"], PyDLL("d"), Own("e")]
ways.append(CDLL(ctypes.util.find_library("f")))
for number, one in enumerate(ways):
    getattr(one, f"f{number}").argtypes = []
    one[f"g{number}"].restype = None
"""
    assert len(facts(tmp_path, HEAD + text)["functions"]) == 12


def test_other_packages_load_what_they_want(tmp_path: Path) -> None:
    text = """
import ctypes
ctypes.pythonapi.Py_IncRef
from multiprocessing import sharedctypes
assert sharedctypes.RawValue("i", 3).value == 3
lib = ctypes.CDLL("x"); lib.f.argtypes = []
"""
    assert len(facts(tmp_path, text)["functions"]) == 1


def test_a_name_that_is_only_probed_is_not_declared(tmp_path: Path) -> None:
    assert arguments(tmp_path, "hasattr(lib, 'newer')\nlib.newer()\n") == []


def test_the_last_value_counts_and_the_first_line(tmp_path: Path) -> None:
    text = "lib.f.argtypes = [c_int]\nlib.f.argtypes = [c_int, c_int]\nlib.f.errcheck = print\n"
    (one,) = facts(tmp_path, HEAD + text)["functions"]
    assert one["arguments"] == ["c_int", "c_int"]
    assert one["has_errcheck"] is True
    assert one["chain"] == [["p/a.py", 3, 0]]


def test_records_have_their_layout(tmp_path: Path) -> None:
    text = """
class Base(Structure):
    _fields_ = [("kind", c_ubyte, 3)]
class Part(Union):
    _fields_ = [("n", c_int)]
class Whole(Base):
    _pack_ = 2
    _anonymous_ = ["part"]
    _fields_ = [("part", Part), ("next", c_void_p)]
class Swapped(BigEndianStructure):
    _fields_ = [("n", c_uint16)]
class Opaque(Structure):
    pass
"""
    told = {one["short_name"]: one for one in facts(tmp_path, HEAD + text)["records"]}
    assert told["Base"]["fields"][0]["width_bits"] == 3
    whole = told["Whole"]
    assert (whole["base"], whole["pack"], whole["place"]) == ("a.Base", 2, ["p/a.py", 8, 0])
    assert [one["is_anonymous"] for one in whole["fields"]] == [True, False]
    assert (told["Part"]["is_union"], told["Swapped"]["is_swapped"]) == (True, True)
    assert told["Swapped"]["fields"][0]["type"] == "c_uint16"
    assert told["Opaque"]["fields"] is None


def test_cffi_is_given_its_texts(tmp_path: Path) -> None:
    pytest.importorskip("cffi")
    text = """
from cffi import FFI
def text(name): return f"int {name}(int);"
ffi = FFI()
ffi.cdef(text("one"))
ffi.cdef("struct s { char c; int n; };", packed=True)
lib = ffi.dlopen("libnot-there.so")
assert lib.one(3) == 0
other = FFI()
other.cdef(text("two"))
other.set_source("_made", "int two(int);")
"""
    (tmp_path / "a.py").write_text(text)
    one, packed, two = facts(tmp_path, text)["cdefs"]
    assert (one["text"], one["chain"]) == ("int one(int);", [["p/a.py", 5, 0]])
    assert (packed["pack"], packed["ffi"]) == (1, one["ffi"])
    assert two["ffi"] != one["ffi"]
    assert (one["is_verified"], two["is_verified"]) == (False, True)


def test_what_is_left_out_or_is_a_program_is_not_imported(tmp_path: Path) -> None:
    for name in ("left.py", "left_out/a.py", "pack/__main__.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(HEAD + "raise SystemExit('imported')\n")
    (tmp_path / "plain.py").write_text("raise SystemExit('imported')\n")
    assert facts(tmp_path, HEAD)["functions"] == []


def test_a_module_may_have_the_name_of_a_standard_one(tmp_path: Path) -> None:
    assert len(facts(tmp_path, HEAD + "lib.f.argtypes = []\n", "json.py")["functions"]) == 1


def test_a_fork_does_not_tell_twice(tmp_path: Path) -> None:
    told = facts(tmp_path, HEAD + "import os\nlib.f.argtypes = []\nos.fork()\n")
    assert len(told["functions"]) == 1


LAZY = """
PREFIX = "".join(["x", "_"])
def declare(name, *types):
    function = getattr(lib, PREFIX + name)
    function.argtypes = types
class User:
    def work(self, value, kind):
        declare("known", c_int, POINTER(c_char))
        declare("unknown", kind)
        declare(value)
def alias():
    function = lib.direct
    function.argtypes = [eval("c_int")]
"""


def test_calls_of_helpers_are_run_where_reading_gave_up(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(HEAD + LAZY)
    told = frames(tmp_path, [{"file": "p/a.py", "line": line} for line in (5, 15, 999, 0)])
    functions = [one for frame in told if "facts" in frame for one in frame["facts"]["functions"]]
    found = {one["symbol"]: (one["arguments"], one["chain"]) for one in functions}
    assert found == {
        "x_known": (
            ["c_int", ["p", "c_char"]],
            [["p/a.py", 7, 5], ["p/a.py", 10, 0]],
        ),
        "direct": (["c_int"], [["p/a.py", 15, 0]]),
    }


def test_a_target_that_is_not_there_is_refused(tmp_path: Path) -> None:
    told = frames(tmp_path / "nothing")
    assert list(told[0]) == ["refused"]
    assert os.path.basename(str(tmp_path)) in told[0]["refused"]
