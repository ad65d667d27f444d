"""Modules that CFFI wrote for `dlopen`: the tables say what the text said."""

import textwrap
from pathlib import Path
from typing import Any

import pytest
from declaration_texts import read

cffi = pytest.importorskip("cffi")

TEXT = """
    typedef struct point { double x, y; int label[4]; } point;
    typedef struct { unsigned kind : 3; unsigned rest : 29; union { int i; float f; } u; } event;
    typedef struct handle handle;
    typedef enum { RED = 1, BLUE = -2 } colour;
    enum mode { FAST, SLOW = 5 };
    typedef int (*hook)(const char *name, void *data, ...);
    struct node { struct node *next; point at; point many[2]; hook call; };
    #define LIMIT 4096
    handle *open_it(const char *path, enum mode how);
    void close_it(handle *it);
    int add(handle *, point by, const point *many, size_t count, colour c);
    int print_it(const char *format, ...);
    void on_event(void (*call)(event *, int (*)[3]));
    long double precise(unsigned long long, int8_t, uintptr_t, wchar_t, _Bool);
    extern int counter;
    extern const char *names[];
"""
EXPECTED = {
    "struct handle * open_it(char *, enum mode);",
    "void close_it(struct handle *);",
    "int add(struct handle *, struct point, struct point *, size_t, enum colour);",
    "int print_it(char *, ...);",
    "void on_event(void (*)(struct event *, int (*)[3]));",
    "long double precise(unsigned long long, int8_t, uintptr_t, wchar_t, _Bool);",
    "extern int counter;",
    "enum { LIMIT = 4096 };",
    "struct point { double x; double y; int label[4]; };",
    "struct event { unsigned int kind : 3; unsigned int rest : 29; union unnamed_1 u; };",
    "union unnamed_1 { int i; float f; };",
    "struct node { struct node *next; struct point at; struct point many[2]; "
    "int (*call)(char *, void *, ...); };",
    "enum colour { RED = 1, BLUE = -2 };",
    "enum mode { FAST = 0, SLOW = 5 };",
    "typedef int (*hook)(char *, void *, ...);",
}


def written(folder: Path, text: str) -> str:
    """The module that CFFI writes for a text."""
    ffi = cffi.FFI()
    ffi.cdef(text)
    ffi.set_source("_written", None)
    return Path(ffi.compile(tmpdir=str(folder))).read_text()


def told_of(module: str) -> tuple[list[str], dict[str, Any]]:
    """The lines of C that are read in a module, and the whole document."""
    told = read(module)
    text = "\n".join(one["text"] for one in told["cdefs"])
    return [" ".join(line.split()) for line in text.splitlines()], told


def test_the_tables_say_what_the_text_said(tmp_path: Path) -> None:
    module = written(tmp_path, TEXT)
    lines, told = told_of(module)
    # Spaces before a star and in brackets are of no meaning.
    squeezed = {line.replace("* ", "*").replace(" )", ")") for line in lines}
    expected = {line.replace("* ", "*") for line in EXPECTED}
    assert expected - squeezed == set()
    assert told["unresolved"] == []
    (cdef,) = told["cdefs"]
    assert cdef["is_table"]
    shown = module.splitlines()[cdef["span"]["line"] - 1]
    assert shown.lstrip().startswith("_globals")


def test_what_holds_comes_behind_what_it_holds(tmp_path: Path) -> None:
    text = "struct a { struct b *p; }; struct b { struct a held[2]; }; struct c { struct b b; };"
    lines, _ = told_of(written(tmp_path, text))
    places = [
        lines.index(next(line for line in lines if line.startswith(f"struct {name} {{")))
        for name in "abc"
    ]
    assert places == sorted(places)


def test_the_text_that_is_made_means_the_same_to_cffi(tmp_path: Path) -> None:
    module = written(tmp_path, TEXT)
    lines, _ = told_of(module)
    again = cffi.FFI()
    again.cdef("\n".join(line for line in lines))
    first = cffi.FFI()
    first.cdef(textwrap.dedent(TEXT))
    for name in ("struct point", "struct node", "event", "hook"):
        ours = name if name != "event" else "struct event"
        assert again.sizeof(ours) == first.sizeof(name)


@pytest.mark.parametrize(
    "damage",
    [
        "_types = b'\\x00\\x00\\x01",
        "_types = b'\\x00\\x00\\x00\\x03",
        "_types = b'\\xff\\xff\\xff\\x0d",
        "_types = b'\\x00\\x00\\x00\\x05",
    ],
)
def test_damaged_tables_are_said(tmp_path: Path, damage: str) -> None:
    module = written(tmp_path, "int f(int, double);")
    start = module.index("_types = b'")
    end = module.index("',", start)
    told = read(module[:start] + damage + module[end:])
    assert told["cdefs"] == []
    assert [one["why"] for one in told["unresolved"]] == ["its tables are not as CFFI writes them"]
