"""Where the text of a fix goes: exactly there, in the file's own names, or nowhere."""

from __future__ import annotations

import pytest
from fishplate.placing.command import Answer, Fix, place

IMPORT = "import ctypes\nlib = ctypes.CDLL('x')\n"


def instead(source: str, old: str, new: str) -> Fix:
    """A fix at the last place where `old` stands."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    line = max(number for number, line in enumerate(lines) if old in line)
    column = lines[line].rindex(old) + 1
    return {
        "line": line + 1,
        "column": column,
        "symbol": "f",
        "text": new,
        "instead": old,
        "attribute": None,
    }


def attribute(line: int, new: str, column: int = 1) -> Fix:
    return {
        "line": line,
        "column": column,
        "symbol": "f",
        "text": new,
        "instead": None,
        "attribute": "restype",
    }


def applied(data: bytes, answer: Answer) -> bytes:
    for edit in reversed(answer["edits"]):
        data = data[: edit["start"]] + edit["text"].encode() + data[edit["end"] :]
    return data


def fixed(source: str, *fixes: Fix, coding: str = "utf-8") -> str:
    """The file after its fixes, none of which is refused."""
    data = source.encode(coding)
    answer = place("x.py", data, list(fixes))
    assert answer["refused"] == []
    return applied(data, answer).decode(coding)


def refusal(source: str, fix: Fix) -> str:
    """Why a fix is refused; nothing changes then."""
    answer = place("x.py", source.encode(), [fix])
    assert answer["edits"] == []
    assert answer["placed"] == []
    return answer["refused"][0][1]


@pytest.mark.parametrize(
    ("imports", "old", "new"),
    [
        ("import ctypes", "ctypes.c_int", "ctypes.c_size_t"),
        ("import ctypes.util", "ctypes.c_int", "ctypes.c_size_t"),
        ("import ctypes as ct", "ct.c_int", "ct.c_size_t"),
        ("from ctypes import *", "c_int", "c_size_t"),
        ("from ctypes import c_int, c_size_t", "c_int", "c_size_t"),
        ("from ctypes import c_int, c_size_t as size", "c_int", "size"),
        ("import ctypes\nfrom ctypes import c_int", "c_int", "ctypes.c_size_t"),
        (
            "try:\n    from ctypes import c_int, c_size_t\nexcept ImportError:\n    raise",
            "c_int",
            "c_size_t",
        ),
    ],
)
def test_a_name_is_spelt_as_the_file_imports_it(imports: str, old: str, new: str) -> None:
    source = f"{imports}\nlib.f.argtypes = [{old}]\n"
    fix = instead(source, old, "ctypes.c_size_t")
    assert fixed(source, fix) == f"{imports}\nlib.f.argtypes = [{new}]\n"


@pytest.mark.parametrize(
    ("imports", "after"),
    [
        ("from ctypes import c_int", "from ctypes import c_int, c_double, POINTER"),
        (
            "from ctypes import (\n    c_int,  # one\n    CDLL,\n)",
            "from ctypes import (\n    c_int,  # one\n    CDLL, c_double, POINTER,\n)",
        ),
        (
            "from ctypes import c_int as i, c_char",
            "from ctypes import c_int as i, c_char, c_double, POINTER",
        ),
    ],
)
def test_what_is_not_imported_is_put_into_the_import(imports: str, after: str) -> None:
    line = "\nlib.f.argtypes = [c_int, c_int]\n"
    source = imports + line
    last = instead(source, "c_int", "ctypes.c_double")
    first = last | {"column": last["column"] - 7, "text": "ctypes.POINTER(ctypes.c_double)"}
    expected = after.replace("c_double, POINTER", "POINTER, c_double")
    assert fixed(source, first, last) == (
        expected + "\nlib.f.argtypes = [POINTER(c_double), c_double]\n"
    )


def test_a_name_that_means_something_else_is_not_used() -> None:
    hidden = "from ctypes import c_int\ndef g(c_size_t):\n    lib.f.argtypes = [c_int]\n"
    assert "no sure name" in refusal(hidden, instead(hidden, "c_int", "ctypes.c_size_t"))
    other = "from ctypes import c_int\nfrom mine import c_size_t\nlib.f.argtypes = [c_int]\n"
    assert "no sure name" in refusal(other, instead(other, "c_int", "ctypes.c_size_t"))
    renamed = "from ctypes import c_int\nfrom mine import x as c_size_t\nlib.f.argtypes = [c_int]\n"
    assert "no sure name" in refusal(renamed, instead(renamed, "c_int", "ctypes.c_size_t"))
    starred = "from ctypes import *\ndef c_size_t(): pass\nlib.f.argtypes = [c_int]\n"
    assert "no sure name" in refusal(starred, instead(starred, "c_int", "ctypes.c_size_t"))
    none = "from mine import c_int\nlib.f.argtypes = [c_int]\n"
    assert "does not import" in refusal(none, instead(none, "c_int", "ctypes.c_size_t"))
    later = "lib.f.argtypes = [c_int]\nimport ctypes\n"
    assert "no sure name" in refusal(later, instead(later, "c_int", "ctypes.c_size_t"))
    checkers = (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import ctypes\n"
        "lib.f.argtypes = [c_int]\n"
    )
    assert "does not import" in refusal(checkers, instead(checkers, "c_int", "ctypes.c_size_t"))


def test_a_class_must_be_there_before_it_is_named() -> None:
    full = "ctypes.POINTER(Point)"
    there = IMPORT + "class Point(ctypes.Structure): pass\nlib.f.argtypes = [ctypes.c_int]\n"
    after = there.replace("ctypes.c_int", "ctypes.POINTER(Point)")
    assert fixed(there, instead(there, "ctypes.c_int", full)) == after
    renamed = IMPORT + "from .types import Point as P\nlib.f.argtypes = [ctypes.c_int]\n"
    after = renamed.replace("ctypes.c_int", "ctypes.POINTER(P)")
    assert fixed(renamed, instead(renamed, "ctypes.c_int", full)) == after
    missing = IMPORT + "lib.f.argtypes = [ctypes.c_int]\n"
    assert "import it first" in refusal(missing, instead(missing, "ctypes.c_int", full))
    later = missing + "class Point(ctypes.Structure): pass\n"
    assert "not there yet" in refusal(later, instead(later, "ctypes.c_int", full))
    inside = IMPORT + "class Point(ctypes.Structure):\n    _fields_ = [('p', ctypes.c_int)]\n"
    assert "not there yet" in refusal(inside, instead(inside, "ctypes.c_int", full))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff", "# -*- coding: latin-1 -*-\n"])
def test_odd_files_keep_what_is_odd_of_them(newline: str, start: str) -> None:
    source = (
        start + IMPORT + "x = 'é\t'; lib.f.argtypes = [  # ü\n\tctypes.c_int]\t# tail\n\x0c\ny = 1"
    ).replace("\n", newline)
    coding = "latin-1" if "latin" in start else "utf-8"
    bare = source.removeprefix("\ufeff")
    line = 4 + ("latin" in start)
    fixes = [instead(bare, "ctypes.c_int", "ctypes.c_double"), attribute(line - 1, "None", 11)]
    expected = source.replace("ctypes.c_int", "ctypes.c_double").replace(
        "c_double]", "c_double]; lib.f.restype = None"
    )
    assert fixed(source, *fixes, coding=coding) == expected


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("lib.f.argtypes = []\n", "lib.f.argtypes = []\nlib.f.restype = None\n"),
        ("lib.f.argtypes = []", "lib.f.argtypes = []\nlib.f.restype = None"),
        ("lib.f.argtypes = []  # x\n", "lib.f.argtypes = []  # x\nlib.f.restype = None\n"),
        (
            "lib.f.argtypes = [\n    a,\n]\nx = 1\n",
            "lib.f.argtypes = [\n    a,\n]\nlib.f.restype = None\nx = 1\n",
        ),
        (
            "lib.f.argtypes = []; lib.g.argtypes = []\n",
            "lib.f.argtypes = []; lib.f.restype = None; lib.g.argtypes = []\n",
        ),
        ("lib.f.errcheck = g\n", "lib.f.errcheck = g\nlib.f.restype = None\n"),
        ("if x: lib.f.argtypes = []\n", "if x: lib.f.argtypes = []; lib.f.restype = None\n"),
        (
            "if x:\n\tlib.f.argtypes = []\n",
            "if x:\n\tlib.f.argtypes = []\n\tlib.f.restype = None\n",
        ),
        (
            "def d(lib):\n    lib.f.argtypes = []\n    return lib\n",
            "def d(lib):\n    lib.f.argtypes = []\n    lib.f.restype = None\n    return lib\n",
        ),
        ("g = lib.f\ng.argtypes = []\n", "g = lib.f\ng.argtypes = []\ng.restype = None\n"),
        (
            "getattr(lib, 'f').argtypes = []\n",
            "getattr(lib, 'f').argtypes = []\ngetattr(lib, 'f').restype = None\n",
        ),
        ("lib['f'].argtypes = []\n", "lib['f'].argtypes = []\nlib['f'].restype = None\n"),
        ("x = lib.f(1)\n", "lib.f.restype = None\nx = lib.f(1)\n"),
    ],
)
def test_a_result_is_set_beside_what_is_set_or_used(before: str, after: str) -> None:
    lines = before.split("\n")
    line = next(
        n for n, text in enumerate(lines, 1) if "types" in text or "err" in text or "f(" in text
    )
    text = lines[line - 1]
    column = next((text.index(word) + 1 for word in ("lib", "getattr", "g.") if word in text), 1)
    assert fixed(before, attribute(line, "None", column)) == after


@pytest.mark.parametrize(
    "source",
    [
        "declare('f', [])\n",
        "for name in ('f', 'g'):\n    h = getattr(lib, name); h.argtypes = []\n",
        "def declare(h):\n    h.argtypes = []\n",
        "def use():\n    return lib.f(1)\n",
        "(\n  lib.\n  f).argtypes = []\n",
        "x = [lib.f.argtypes for _ in ()]\ny = [('f', [])]\n",
    ],
)
def test_what_is_not_about_this_function_alone_is_left(source: str) -> None:
    line = 2 if source.count("\n") > 1 and source[0] in "fd" and "declare('" not in source else 1
    if source.startswith("x"):
        line = 2
    text = source.split("\n")[line - 1]
    column = len(text) - len(text.lstrip()) + 1
    column = text.index("h.argtypes") + 1 if "; h" in text else column
    assert refusal(source, attribute(line, "None", column))


def test_fixes_that_meet_are_made_once_or_one_after_the_other() -> None:
    source = IMPORT + "lib.f.argtypes = [ctypes.POINTER(ctypes.c_int)]\n"
    inner = instead(source, "ctypes.c_int", "ctypes.c_float")
    outer = instead(source, "ctypes.POINTER(ctypes.c_int)", "ctypes.c_void_p")
    answer = place("x.py", source.encode(), [inner, inner, outer])
    assert answer["placed"] == [0, 1]
    assert "another fix" in answer["refused"][0][1]
    assert len(answer["edits"]) == 1


def test_what_is_no_longer_there_is_not_replaced() -> None:
    source = IMPORT + "lib.f.argtypes = [ctypes.c_uint]\n"
    fix = instead(source, "ctypes.c_uint", "ctypes.c_size_t")
    for wrong in ({"instead": "ctypes.c_int"}, {"column": 3}, {"line": 99}, {"line": 1}):
        assert "does not stand there" in refusal(source, fix | wrong)  # type: ignore[arg-type]
    text = "s = 'ctypes.c_uint'\n"
    assert "does not stand there" in refusal(text, instead(text, "ctypes.c_uint", "None"))
    assert "parse" in refusal("lib.f.argtypes = [\n", attribute(1, "None"))


def test_an_array_is_bracketed_where_it_is_part_of_a_product() -> None:
    source = IMPORT + "class S(ctypes.Structure):\n    _fields_ = [('a', ctypes.c_int * 2)]\n"
    fix = instead(source, "ctypes.c_int", "ctypes.c_char * 3")
    assert "(ctypes.c_char * 3) * 2" in fixed(source, fix)
