import os
import time
import zipfile
from pathlib import Path

import pytest
from cython_texts import VERSIONS, installed, prototypes, read, read_targets, shown, write
from fishplate.cython_declarations import guard

LIBRARY = {
    "lib.pxd": """
        from libc.stdint cimport uint64_t as u64
        cimport libc.stdint as st
        from types_of cimport thing_t
        cdef extern from "lib.h" nogil:
            ctypedef unsigned long big
            ctypedef int (*cb)(void *data, const char *const name) except? -1
            cdef struct point:
                int x, y
                char name[10]
            enum color:
                RED = 1
                BLUE "C_BLUE" = 2
            int add "c_add" (int a, size_t) except *
            unsigned long long *two(const point *p, color, object o, ...)
            void reg(void (*handler)(int) noexcept, u64 z)
            thing_t take(st.uint8_t, cb, untyped, big, int[], short[3])
            double complex turn(long double, signed char, unsigned char, bint)
            int VALUE
        """,
    "types_of.pxd": """
        cdef extern from "lib.h":
            ctypedef union thing_t:
                int a
        """,
}
EXPECTED = {
    "c_add": "c_int <- c_int, c_size_t",
    "two": "*c_ulonglong <- *{struct point}, {enum color about c_int}, py_object",
    "reg": "void <- void(c_int), {uint64_t about c_ulonglong}",
    "take": "{thing_t} <- {uint8_t about c_ubyte}, c_int(*void, *c_char), py_object, "
    "{big about c_ulong}, c_int[None], c_short[3]",
    "turn": "unknown <- c_longdouble, c_byte, c_ubyte, c_int",
}


def test_an_extern_block_is_read_whole(tmp_path: Path) -> None:
    told = read(tmp_path, LIBRARY)
    assert prototypes(told) == EXPECTED
    assert not told["unresolved"]
    add = told["functions"][0]
    assert (add["span"]["line"], add["span"]["column"]) == (14, 9)
    assert [one["spelling"] for one in add["arguments"]] == ["int", "size_t"]
    assert add["library"] == "lib.h"
    assert add["origin"] == "cython"
    assert told["functions"][1]["is_variadic"]
    names = {one["short_name"]: one for one in told["records"]}
    assert set(names) == {"point", "thing_t"}
    assert names["thing_t"]["is_union"]
    assert names["point"]["is_verified"]
    fields = [(one["name"], shown(one["type"])) for one in names["point"]["fields"]]
    assert fields == [("x", "c_int"), ("y", "c_int"), ("name", "c_char[10]")]
    assert [one["name"] for one in told["callbacks"]] == ["cb"]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_of_cython_reads_the_same(version: str, tmp_path: Path) -> None:
    cython = installed(version)
    if cython is None:
        pytest.skip(f"pip cannot fetch Cython {version} for this interpreter")
    files = {**LIBRARY, "loops.pyx": LOOPS}
    assert read(tmp_path, files, cython) == read(tmp_path, files)


def test_what_no_header_backs_is_told_apart(tmp_path: Path) -> None:
    text = """
        cdef extern from "lib.h":
            int one()
        cdef extern from *:
            int two()
        cdef extern:
            int three(own *)
        cdef extern from *:
            '''
            static int four(void) { return 4; }
            '''
            int four()
        cdef packed struct own:
            char a
            inner b
        cdef struct inner:
            int c
        cdef struct unused:
            int d
        """
    told = read(tmp_path, {"app.pyx": text})
    verified = {one["symbol"]: one["is_verified"] for one in told["functions"]}
    assert verified == {"one": True, "two": False, "three": False, "four": True}
    records = {one["name"]: one for one in told["records"]}
    assert set(records) == {"app.own", "app.inner"}
    assert records["app.own"]["pack"] == 1
    assert not records["app.own"]["is_verified"]


def test_names_come_from_the_definition_beside_and_from_packages(tmp_path: Path) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/__init__.pxd": "ctypedef int whole\n",
        "pkg/app.pxd": "ctypedef short beside\n",
        "pkg/app.pyx": """
            from pkg cimport whole
            from . cimport whole as again
            from .inner.types cimport *
            from elsewhere cimport lost_t
            cdef extern from "lib.h":
                int f(beside, whole, again, deep, lost_t)
            """,
        "pkg/inner/__init__.py": "",
        "pkg/inner/types.pxd": "ctypedef long deep\n",
    }
    write(tmp_path, files)
    told = read_targets([str(tmp_path / "pkg" / "app.pyx")])
    assert prototypes(told) == {"f": "c_int <- c_short, c_int, c_int, c_long, {lost_t}"}


def test_a_file_that_cython_refuses_is_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    files = {
        "bad.pyx": "cdef extern from 'x.h'\n",
        "good.pxd": "cdef extern from 'x.h':\n  int f()\n",
    }
    told = read(tmp_path, files)
    assert prototypes(told) == {"f": "c_int <- "}
    [wrong] = told["unresolved"]
    assert wrong["why"].startswith("Cython does not parse it: ")
    assert wrong["span"]["line"] in (1, 2)


def test_cpp_is_said_and_left_out(tmp_path: Path) -> None:
    text = """
        cdef extern from "x.hpp" namespace "x":
            int hidden(int &&value)
        cdef extern from "x.hpp":
            cdef cppclass Thing:
                Thing()
            int plain(int)
        """
    told = read(tmp_path, {"app.pxd": text})
    assert prototypes(told) == {"plain": "c_int <- c_int"}
    assert [one["what"] for one in told["unresolved"]] == [
        "the block of the namespace `x`",
        "the class `Thing`",
    ]


def test_an_include_is_read_from_below_the_folder_only(tmp_path: Path) -> None:
    files = {
        "secret.pxi": "cdef extern from 'x.h':\n    int secret()\n",
        "app/app.pyx": "include 'part.pxi'\n",
        "app/part.pxi": "cdef extern from 'x.h':\n    int part()\n",
        "app/out.pyx": "include '../secret.pxi'\ncdef extern from 'x.h':\n    int kept()\n",
    }
    write(tmp_path, files)
    told = read_targets([str(tmp_path / "app")])
    assert prototypes(told) == {"part": "c_int <- ", "kept": "c_int <- "}
    part = next(one for one in told["functions"] if one["symbol"] == "part")
    assert part["span"]["file"].endswith("part.pxi")


def test_a_wheel_is_read_in_memory(tmp_path: Path) -> None:
    wheel = tmp_path / "demo-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("demo/__init__.py", "")
        archive.writestr("demo/types.pxd", "ctypedef long deep\n")
        text = "from .types cimport deep\ncdef extern from 'x.h':\n    int f(deep)\n"
        archive.writestr("demo/api.pxd", text)
    told = read_targets([str(wheel)])
    assert prototypes(told) == {"f": "c_int <- c_long"}
    assert told["functions"][0]["span"]["file"] == f"{wheel}/demo/api.pxd"


def test_hostile_sources_end_and_cost_only_themselves(tmp_path: Path) -> None:
    files = {
        "a_deep.pyx": "x = " + "(" * 200_000 + ")" * 200_000 + "\n",
        "b_minus.pyx": "x = " + "-" * 200_000 + "1\n",
        "c_stars.pxd": "cdef extern from 'x.h':\n    int f(int " + "*" * 5_000 + ")\n",
        "e_calls.pyx": "DEF B = sum(range(10 ** 18))\n",
        "f_loop.pxd": "from g_loop cimport *\nfrom g_loop cimport t\nctypedef t u\n",
        "g_loop.pxd": "from f_loop cimport *\nfrom f_loop cimport u\nctypedef u t\n",
        "h_bytes.pyx": "\udcff\udcfe\0",
        "i_include.pyx": "include 'i_include.pyx'\n",
        "z_good.pxd": "cdef extern from 'x.h':\n    int good(int)\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    told = read_targets([str(tmp_path)])
    assert prototypes(told)["good"] == "c_int <- c_int"
    said = {Path(one["span"]["file"]).name for one in told["unresolved"]}
    assert {"a_deep.pyx", "b_minus.pyx", "e_calls.pyx", "h_bytes.pyx", "i_include.pyx"} <= said


def test_a_file_without_end_or_with_a_crash_is_lost_alone() -> None:
    def work(index: int) -> int:
        if index == 1:
            time.sleep(60)
        if index == 2:
            os._exit(1)
        return index

    answers = guard.each(5, work, file_s=0.5)
    told = [str(one) if isinstance(one, guard.Lost) else one for one in answers]
    assert told == [
        0,
        "Cython's parser does not come to an end with it",
        "Cython's parser crashes on it",
        3,
        4,
    ]
    late = guard.each(2, work, all_s=-1.0)
    assert all(isinstance(one, guard.Lost) for one in late)


LOOPS = """
    from cython.parallel import prange
    from cython.parallel cimport prange as spread
    cimport cython.parallel

    def broken(double[:] v, double[:] totals, Thing thing, int n):
        cdef int i, j
        cdef double s = 0, best = 0, t, u
        for i in prange(n, nogil=True):
            s = s + v[i]
        for i in spread(n, nogil=True):
            if v[i] > best:
                best = v[i]
        for i in cython.parallel.prange(n, nogil=True):
            totals[0] += v[i]
            totals[1] = totals[1] + v[i]
            thing.total += v[i]

    def clean(double[:] v, double[:] out, double[:, :] grid, int n):
        cdef int i, j, k
        cdef double total = 0, t, u
        for i in prange(n, nogil=True):
            total += v[i]
        for i in prange(n, nogil=True):
            t = v[i]
            if t > 0:
                u = t
            else:
                u = -t
            out[i] = t * u
            out[i] += 1
            k = i + 1
            out[k - 1] = out[k - 1] * 2
            for j in range(n):
                t = t + grid[i, j]
            with gil:
                out[0] += t
        for i in range(n):
            total = total + v[i]
        return total
    """


def test_what_threads_of_a_prange_undo_is_suspicious(tmp_path: Path) -> None:
    told = read(tmp_path, {"loops.pyx": LOOPS})
    seen = [(one["code"], one["symbol"], one["span"]["line"]) for one in told["suspicions"]]
    assert seen == [
        ("FP210", "s", 10),
        ("FP210", "best", 13),
        ("FP210", "totals[0]", 15),
        ("FP210", "totals[1]", 16),
        ("FP210", "thing.total", 17),
    ]


def test_a_plain_prange_with_a_sum_behind_it_is_clean(tmp_path: Path) -> None:
    text = """
        from cython.parallel import prange
        def process(double[:] data):
            cdef int i, n = data.shape[0]
            cdef double local_sum = 0.0
            with nogil:
                for i in prange(n, schedule='static'):
                    local_sum += data[i] * data[i]
            for i in prange(n, nogil=True):
                data[i] = data[i] * 2.0
            return local_sum + sum(data)
        """
    assert read(tmp_path, {"app.pyx": text})["suspicions"] == []


def test_the_c_api_declared_nogil_is_suspicious(tmp_path: Path) -> None:
    text = """
        cdef extern from "Python.h" nogil:
            object PyFloat_FromDouble(double value)
            void Py_INCREF(object)
            int PyGILState_Check()
            void *PyMem_RawMalloc(size_t)
            double PyFloat_AS_DOUBLE(object)
            int quiet "PyErr_CheckSignals" () except -1
        cdef extern from "Python.h":
            object PyLong_FromLong(long value)
            int PyRun_SimpleString(const char *) with gil
        cdef extern from "mine.h" nogil:
            int Pylon_Open(int)
        """
    told = read(tmp_path, {"app.pxd": text})
    assert [one["symbol"] for one in told["suspicions"]] == [
        "PyFloat_FromDouble",
        "Py_INCREF",
        "PyErr_CheckSignals",
    ]


def test_comments_silence_findings(tmp_path: Path) -> None:
    text = "cdef extern from 'x.h':\n    int f(int)  # fishplate: ignore[FP191]\n"
    told = read(tmp_path, {"app.pxd": text})
    assert [(one["codes"], one["span"]["line"]) for one in told["ignores"]] == [(["FP191"], 2)]
