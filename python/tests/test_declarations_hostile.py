import ast
import time
from collections.abc import Iterator
from random import Random

import pytest
from declaration_texts import prototype, read
from fishplate.declarations import limits
from fishplate.declarations.command import encoded, read_sources
from fishplate.declarations.source import Source

GOOD = "from ctypes import *\nlib = CDLL('x')\nlib.good.restype = c_int\n"
HEAD = "from ctypes import *\nlib = CDLL('x')\n"


def source(data: bytes) -> Source:
    # The last line makes the file worth reading.
    return Source("a.py", "a", data + b"\n# argtypes\n", is_package=False)


def doubling(first: str, step: str, rounds: int) -> str:
    lines = [first]
    lines += [step.format(new=f"t{n + 1}", old=f"t{n}") for n in range(rounds)]
    return HEAD + "\n".join(lines)


HOSTILE = {
    "null bytes": b"import ctypes\n\0\n",
    "not UTF-8": b"x = '\xff\xfe'\n",
    "an unknown coding": b"# coding: nonsense\n",
    "a coding that is no text": b"# coding: base64\n",
    "a broken statement": b"def (:\n",
    "open brackets": b"x = " + b"(" * 5000,
    "deep brackets": b"x = " + b"[" * 90 + b"]" * 90,
    "deep lists": b"x = " + b"[" * 3000 + b"]" * 3000,
    "deep signs": b"x = " + b"-" * 20_000 + b"1",
    "deep nots": b"x = " + b"not " * 20_000 + b"1",
    "a long sum": b"x = " + b"1 + " * 50_000 + b"1",
    "a long chain": b"x = a" + b".a" * 50_000,
    "a long chain of calls": b"x = a" + b"()" * 50_000,
    "deep blocks": b"".join(b" " * n + b"if x:\n" for n in range(99)) + b" " * 99 + b"y\n",
    "a long chain of branches": b"if x: pass\n" + b"elif x: pass\n" * 3000,
    "deep lambdas": b"x = " + b"lambda: " * 5000 + b"1",
    "deep strings": b"x = " + b"f'{" * 100,
    "a huge integer": b"A = " + b"9" * 100_000,
    "a huge power": b"A = 9 ** 9 ** 9 ** 9\nB = 1 << (1 << 62)\n",
    "a huge text": b"A = 'x' * (1 << 60)\nB = 'ab' * 1000000\nC = B * 1000000\n",
    "a huge list": b"A = [0] * (1 << 60)\nB = [0, 1] * 100000 * 100000\n",
    "huge ranges": b"for i in range(1 << 60): pass\nx = [i for i in range(1 << 60)]\n",
    "a text that doubles": doubling("t0 = 'ab'", "{new} = {old} + {old}", 60).encode(),
    "a list that doubles": doubling("t0 = [1, 2]", "{new} = {old} + {old}", 60).encode(),
    "loops in loops": HEAD.encode()
    + b"L = list(range(4000))\n"
    + b"".join(b" " * n + b"for a%d in L:\n" % n for n in range(12))
    + b" " * 12
    + b"getattr(lib, str(a0) + 'x').restype = c_int\n",
    "endless recursion": HEAD.encode()
    + b"def f(n): return g(n) + [lib.x]\ndef g(n): return f(n)\nf('a')\n",
    "calls that double": HEAD.encode()
    + b"def f0(a): return getattr(lib, a)\n"
    + b"".join(b"def f%d(a): return [f%d(a), f%d(a + 'x')]\n" % (n + 1, n, n) for n in range(60))
    + b"f60('a')\n",
    "an endless while": HEAD.encode() + b"while True:\n    lib.x.restype = c_int\n",
    "classes of themselves": HEAD.encode()
    + b"class A(A): pass\nclass B(Structure): pass\nB._fields_ = [('b', B)]\nclass B(B): pass\n",
    "a name of itself": b"x = x\nx.x = x\nx[x] = x\nx.f.argtypes = x\n",
    "a list of itself": HEAD.encode()
    + b"x = []\nx.append(x)\nfor y in x: x.append(y)\nlib.f.argtypes = x\n",
    "a __getattr__ of itself": b"class A:\n    def __getattr__(self, n): return getattr(self, n)\n"
    b"A().x.argtypes = [1]\n",
    "odd names": HEAD.encode()
    + b"lib['\\ud800'].restype = c_int\nlib['\\0\\n'].restype = c_int\nlib[''].restype = c_int\n",
    "odd types": HEAD.encode()
    + b"lib.f.argtypes = [1, None, 'x', ..., lib, lib.f, [c_int], {}]\nlib.f.restype = []\n",
    "odd fields": HEAD.encode()
    + b"class A(Structure): _fields_ = [('a',), 1, ('b', c_int, 0), ('c', c_int, 1 << 40)]\n"
    b"class B(Structure):\n    _pack_ = -1\n    _fields_ = 5\n    _anonymous_ = 7\n",
    "odd calls": b"import ctypes, struct, cffi\nctypes.POINTER()\nctypes.CFUNCTYPE()\n"
    b"ctypes.ARRAY()\nctypes.cast()\ngetattr()\nsetattr(1)\nrange()\nzip()\ntype()\nsuper()\n"
    b"struct.pack()\ncffi.FFI().cdef()\nmap()\nnext()\ndict([1])\nenumerate()\nisinstance()\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_stops_neither_the_reading_nor_the_next_file(name: str) -> None:
    sources = [
        source(HOSTILE[name]),
        Source("b.py", "b", GOOD.encode(), is_package=False),
    ]
    start = time.process_time()
    told = read_sources(sources, [])
    assert told["files"] == 2
    assert time.process_time() - start < 20
    assert prototype(dict(told), "good") == "c_int(-)"
    assert b"\\ud800" not in encoded(told)


@pytest.mark.parametrize(
    "name",
    [
        "null bytes",
        "not UTF-8",
        "an unknown coding",
        "a coding that is no text",
        "a broken statement",
        "open brackets",
        "deep lists",
    ],
)
def test_a_file_that_does_not_parse_is_said(name: str) -> None:
    told = read_sources([source(HOSTILE[name])], [])
    [one] = told["unresolved"]
    assert one["what"] == "the file"
    assert one["span"]["file"] == "a.py"


def test_types_that_double_are_cut_short() -> None:
    told = read(
        doubling("t0 = CFUNCTYPE(c_int, c_int)", "{new} = CFUNCTYPE({old}, {old}, {old})", 40)
        + "\nlib.f.argtypes = [t40]\n"
    )
    assert len(str(told)) < 30_000_000
    assert told["functions"][0]["arguments"][0]["kind"] == "unknown"


def test_types_in_types_are_cut_short() -> None:
    told = read(
        doubling("t0 = c_int", "{new} = POINTER({old})", 500) + "\nlib.f.argtypes = [t500]\n"
    )
    assert len(str(told)) < 100_000


def test_modules_that_import_each_other_in_a_ring_are_read() -> None:
    files = {
        f"m{n}": f"import ctypes\nfrom m{(n + 1) % 300} import *\nT{n} = ctypes.c_int\n"
        for n in range(300)
    }
    told = read("", **files, good=GOOD)
    assert prototype(told, "good") == "c_int(-)"


def test_a_large_expression_is_read_in_time() -> None:
    rows = "".join(f"    ('f{n}', [c_int, c_void_p], c_double),\n" for n in range(20_000))
    text = HEAD + f"TABLE = [\n{rows}]\n"
    text += (
        "for n, a, r in TABLE:\n    f = getattr(lib, n)\n    f.argtypes = a\n    f.restype = r\n"
    )
    assert len(text) > 800_000
    start = time.process_time()
    told = read(text)
    assert time.process_time() - start < 20
    assert len(told["functions"]) == 20_000


def test_the_work_grows_no_faster_than_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    children = ast.iter_child_nodes

    def counted(node: ast.AST) -> Iterator[ast.AST]:
        nonlocal steps
        steps += 1
        return children(node)

    monkeypatch.setattr(ast, "iter_child_nodes", counted)
    function = "def f{n}(a):\n    v = np.frombuffer(a)\n    a.append({n})\n    return v.sum()\n"
    counts = []
    for functions in (100, 200):
        steps = 0
        read("import numpy as np\n" + "".join(function.format(n=n) for n in range(functions)))
        counts.append(steps)
    assert 0 < counts[1] < 3 * counts[0]


def test_many_addresses_and_much_that_grows_are_cut_short() -> None:
    body = "    v = torch.frombuffer(a)\n    a.append(1)\n" * 3_000
    told = read("import torch\ndef f(a):\n" + body)
    assert [one["why"] for one in told["unresolved"]] == ["it takes too long to work through"]


def test_a_file_with_too_many_tokens_is_said() -> None:
    body = b"import ctypes\nx = [" + b"a," * (limits.TOKENS // 2 + 1) + b"]\n"
    told = read_sources([source(body)], [])
    assert "words and signs" in told["unresolved"][0]["why"]


def test_nothing_of_a_target_is_run(tmp_path: object) -> None:
    told = read(f"""
        import ctypes, os
        open({str(tmp_path)!r} + "/trace", "w").write("ran")
        os.system("false")
        raise SystemExit(3)
        lib = ctypes.CDLL("x")
        lib.f.restype = ctypes.c_int
    """)
    assert told["functions"] == []
    assert not list(getattr(tmp_path, "iterdir")())  # noqa: B009


def test_damage_anywhere_stops_neither_the_reading_nor_the_next_file() -> None:
    text = (
        HEAD + "class S(Structure):\n    _fields_ = [('a', c_int), ('b', POINTER(c_char))]\n"
        "for n, r in [('f', c_int), ('g', None)]:\n    getattr(lib, n).restype = r\n"
        "cb = CFUNCTYPE(c_int, S)\nlib.h.argtypes = [S, cb] * 2\n"
    ).encode()
    random = Random(1)
    damaged = [text[:cut] for cut in range(len(text))]
    for _ in range(300):
        copy = bytearray(text)
        for _ in range(random.randint(1, 6)):
            copy[random.randrange(len(copy))] ^= 1 << random.randrange(8)
        damaged.append(bytes(copy))
    good = Source("b.py", "b", GOOD.encode(), is_package=False)
    for data in damaged:
        told = read_sources([source(data), good], [])
        assert prototype(dict(told), "good") == "c_int(-)", data


def test_many_functions_that_take_addresses_are_looked_through_in_time() -> None:
    # One file of a package had 653 KB of functions and took minutes.
    one = "def f{n}(a):\n    b = [(1, 2, 3, 4), (a, a, a)]\n    return b\n"
    text = "import ctypes\n" + "".join(one.format(n=n) for n in range(6_000))
    text += "x = ctypes.addressof(y)\n"
    start = time.process_time()
    told = read(HEAD + text + "lib.good.restype = c_int\n")
    assert time.process_time() - start < 20
    assert prototype(told, "good") == "c_int(-)"
