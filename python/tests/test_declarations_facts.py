from declaration_texts import function, line, read


def test_upper_case_integers_of_a_module_are_constants() -> None:
    told = read("""
        import ctypes
        from enum import IntEnum, IntFlag
        A = 1 << 4
        B_C = -A
        lower = 3
        D = "text"
        E: int = 0xFF
        F = unknown()
        TRUE = True
        if unknown():
            G = 1
        for H in (1, 2):
            pass
        BIG = 1 << 70

        class Mode(IntEnum):
            FIRST = 1
            Second = FIRST + 1

        class Bits(IntFlag):
            ONE = 1
        lib = ctypes.CDLL("x")
    """)
    values = {one["name"]: one["value"] for one in told["constants"]}
    assert values == {"A": 16, "B_C": -16, "E": 255, "FIRST": 1, "Second": 2, "ONE": 1}
    assert line(told["constants"][0]) == 4


def test_struct_formats_are_told_with_the_record_that_a_comment_or_name_says() -> None:
    told = read("""
        import struct
        from struct import unpack
        def use(data, fmt):
            a = struct.unpack("<IH", data)  # struct demo_header
            # struct demo_tail
            b = unpack("ll", data)
            c = struct.calcsize("10s")
            d = struct.pack(fmt, 1)
            return a, b, c, d
        timeval_struct = struct.Struct("qq")
        WORD = "=H"
        struct.calcsize(WORD)
    """)
    formats = [(one["format"], one["record"], line(one)) for one in told["formats"]]
    assert formats == [
        ("<IH", "demo_header", 5),
        ("ll", "demo_tail", 7),
        ("10s", None, 8),
        ("qq", "timeval", 11),
        ("=H", None, 13),
    ]


def test_c_text_of_cffi_is_told_where_it_begins() -> None:
    told = read(
        texts='''
            HEADER = r"""
            int f(int);
            """
        ''',
        app='''
            import texts
            from cffi import FFI
            ffi = FFI()
            ffi.cdef(texts.HEADER)
            ffi.cdef("int g" + "(void);")
            lib = ffi.dlopen("x")

            builder = FFI()
            builder.cdef("""int h(void);""", packed=True)
            builder.set_source("_demo", "#include <demo.h>")

            plain = FFI()
            plain.cdef("int i(void);", pack=4)
            plain.set_source("_plain", None)
            plain.cdef(open("demo.h").read())
        ''',
    )
    shown = [
        (one["text"].strip(), one["ffi"], one["pack"], one["is_verified"]) for one in told["cdefs"]
    ]
    assert shown == [
        ("int f(int);", 0, None, False),
        ("int g(void);", 0, None, False),
        ("int h(void);", 1, 1, True),
        ("int i(void);", 2, 4, False),
    ]
    span = told["cdefs"][0]["span"]
    assert span == {"file": "texts.py", "line": 2, "column": 14}
    assert told["cdefs"][2]["span"]["column"] == len('builder.cdef("""') + 1
    assert [one["why"] for one in told["unresolved"]] == [
        "the C text is not in the files that were read"
    ]


CALLBACKS = """
import ctypes
lib = ctypes.CDLL("x")
CB = ctypes.CFUNCTYPE(None, ctypes.c_int)
def handler(code): pass
"""


def suspicions(text: str) -> list[tuple[str, str, int]]:
    told = read(text)
    return [(one["code"], one["symbol"], line(one)) for one in told["suspicions"]]


def test_a_callback_that_nobody_keeps_is_suspected() -> None:
    assert suspicions(
        CALLBACKS
        + """
lib.set_handler(CB(handler))
def register():
    local = CB(handler)
    lib.register_handler(local)
"""
    ) == [("FP141", "set_handler", 7), ("FP141", "register_handler", 10)]


def test_a_callback_that_is_kept_is_not_suspected() -> None:
    text = """
KEPT = CB(handler)
lib.set_handler(KEPT)
lib.qsort(CB(handler))
lib.remove_handler(CB(handler))
lib.set_handler(CB(0))
class Owner:
    def register(self):
        self.kept = CB(handler)
        lib.set_handler(self.kept)
    def store(self):
        local = CB(handler)
        lib.set_handler(local)
        self.kept = local
def give():
    local = CB(handler)
    lib.set_handler(local)
    return local
def wait():
    local = CB(handler)
    lib.set_handler(local)
    yield
def collect(kept):
    local = CB(handler)
    kept.append(local)
    lib.set_handler(local)
"""
    assert suspicions(CALLBACKS + text) == []


def test_the_address_of_a_temporary_array_is_suspected() -> None:
    assert suspicions("""
        import numpy as np
        def go(x, lib, P):
            p = np.ascontiguousarray(x).ctypes.data_as(P)
            q = (x + 1).ctypes.data
            r = x.astype("f8").ctypes.data
            kept = np.array(x)
            s = kept.ctypes.data_as(P)
            t = x.T.ctypes.data
            u = np.frombuffer(x).ctypes.data
    """) == [
        ("FP201", "np.ascontiguousarray(x)", 4),
        ("FP201", "x + 1", 5),
        ("FP201", 'x.astype("f8")', 6),
    ]


def test_the_address_of_what_grows_later_is_suspected() -> None:
    assert suspicions("""
        import array, ctypes, torch
        import numpy as np
        def grow(a, b):
            address, count = a.buffer_info()
            a.append(1)
            where = ctypes.addressof(ctypes.c_char.from_buffer(b))
            b += b"more"
        def tensor(data):
            t = torch.frombuffer(data, dtype=torch.float32)
            data.clear()
            return t
        def clean(a, b):
            a.append(1)
            address, count = a.buffer_info()
            n = np.frombuffer(b)
            b.extend(b"x")
    """) == [("FP202", "a", 5), ("FP202", "b", 7), ("FP203", "data", 10)]


def test_comments_that_silence_findings_are_told() -> None:
    told = read("""
        import ctypes
        lib = ctypes.CDLL("x")
        lib.f.restype = ctypes.c_int  # fishplate: ignore[FP113, FP101]
        lib.g.restype = ctypes.c_int  # fishplate: ignore
        text = "# fishplate: ignore"
    """)
    ignores = [(one["codes"], line(one), one["span"]["column"]) for one in told["ignores"]]
    assert ignores == [(["FP113", "FP101"], 4, 31), ([], 5, 31)]


def test_a_generated_module_says_where_it_leaves_argtypes_out() -> None:
    told = read("""
        import ctypes
        lib = ctypes.PyDLL("x")
        _add = lib["demo_add"]
        _add.restype = ctypes.c_int
        # fishplate: argtypes left out; each parameter is a C int and its range is checked below
        def add(a, b):
            return _add(a, b)
    """)
    one = function(told, "demo_add")
    assert one["arguments"] is None
    assert told["ignores"] == [{"codes": ["FP111"], "span": one["span"]}]
