"""What is accepted and what is refused, the same on every binding path.

Usage: ``matrix.py MODULE LIBRARY``, with the package on ``PYTHONPATH``. It prints one line per row,
``name: outcome``, where the outcome is ``ok`` or the exception's type, and a line ``FAULT ...`` for
each row whose outcome is not the one that the rules of the project ask for.
"""

import array
import ctypes
import decimal
import fractions
import importlib
import math
import mmap
import sys

import numpy as np


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


class Broken:
    def __index__(self):
        raise LookupError("from __index__")

    def __float__(self):
        raise LookupError("from __float__")


class Float:
    def __float__(self):
        return 2.5


class Text(str):
    pass


class Parameter:
    _as_parameter_ = 5


class Several:
    """Compares like a number and is none."""

    _as_parameter_ = 5

    def __ge__(self, other):
        return True

    __le__ = __ge__


def integers():
    widths = {
        "i8": (8, True),
        "u8": (8, False),
        "i16": (16, True),
        "u16": (16, False),
        "i32": (32, True),
        "u32": (32, False),
        "i64": (64, True),
        "u64": (64, False),
        "plain_char": (8, True),
    }
    for name, (bits, is_signed) in widths.items():
        low, high = (
            (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if is_signed else (0, (1 << bits) - 1)
        )
        for value in (
            low,
            high,
            0,
            1,
            True,
            Index(high),
            np.int64(3),
            np.uint8(3),
            np.bool_(True) and 1,
        ):
            yield name, (value,), "ok"
        for value in (
            low - 1,
            high + 1,
            2**70,
            -(2**70),
            Index(high + 1),
            Index(low - 1),
            -(2**64),
            2**64,
        ):
            yield name, (value,), "OverflowError"
        for value in (
            1.0,
            1.5,
            "1",
            b"1",
            None,
            decimal.Decimal(1),
            fractions.Fraction(1),
            [1],
            1j,
            Float(),
            np.float64(1),
            np.array([1, 2]),
            Parameter(),
            ctypes.c_int(1),
            object(),
        ):
            yield name, (value,), "TypeError"
        yield name, (Broken(),), "LookupError"
    for pair, wanted in (
        ((2**31, 1), "OverflowError"),
        ((1, -(2**31) - 1), "OverflowError"),
        ((2**31, 1.5), "OverflowError"),
        ((1.5, 2**31), "TypeError"),
        ((None, 2**31), "TypeError"),
        ((Broken(), 1.5), "LookupError"),
        ((300, 2**31 - 1), "ok"),
        ((2**30, -(2**31)), "ok"),
        ((True, Index(4)), "ok"),
        ((Several(), 1.5), "TypeError"),
    ):
        yield "add", pair, wanted


def numbers():
    for name in ("f32", "f64"):
        for value in (
            0.0,
            -1.5,
            1,
            True,
            2**53 + 1,
            math.nan,
            math.inf,
            -math.inf,
            Float(),
            Index(2),
            np.float32(1.5),
            np.float64(1.5),
            np.int8(1),
            decimal.Decimal("1.5"),
            fractions.Fraction(1, 3),
        ):
            yield name, (value,), "ok"
        for value in ("1.5", b"1.5", bytearray(b"1"), None, 1j, [1.0], object()):
            yield name, (value,), "TypeError"
        yield name, (10**400,), "OverflowError"
        yield name, (Broken(),), "LookupError"
    yield "f64", (1e300,), "ok"
    for value in (1e300, -3.5e38, 3.4028235677973366e38, 10**39):
        yield "f32", (value,), "OverflowError"
    for value in (3.4028234663852886e38, 3.4028235e38, 1e-60):
        yield "f32", (value,), "ok"


def truths():
    for value in (True, False):
        yield "flag", (value,), "ok"
        yield "truthy", (value,), "ok"
    for value in (0, 1, 2.0, "", None, np.bool_(True), Index(1)):
        yield "flag", (value,), "TypeError"
    for value in (0, 7, -1, 2**80, Index(0), np.int64(4)):
        yield "truthy", (value,), "ok"
    for value in (1.0, "x", None, [], Float()):
        yield "truthy", (value,), "TypeError"
    yield "truthy", (Broken(),), "LookupError"


def enumerations(module):
    for value in (1, 2, 7, module.colour.BLUE, Index(7), True, np.int64(2)):
        yield "paint", (value,), "ok"
    for value in (0, 3, -1, 8, 2**40, 2**80, -(2**80), False, Index(3)):
        yield "paint", (value,), "ValueError"
    for value in (1.0, 7.0, "RED", None, Float()):
        yield "paint", (value,), "TypeError"
    yield "paint", (Broken(),), "LookupError"
    for value in (-5, 0, 5, module.warmth.COLD, False):
        yield "weather", (value,), "ok"
    for value in (-4, 1, 2**32 - 5, 2**64 - 5):
        yield "weather", (value,), "ValueError"
    for value in (0, 1, 3, 7, module.access.READ | module.access.RUN, module.access.WRITE):
        yield "open_as", (value,), "ok"
    for value in (8, 9, -1, 2**32 + 1, 2**70):
        yield "open_as", (value,), "ValueError"
    yield "open_as", (1.0,), "TypeError"


def texts():
    for name in ("text", "maybe_text"):
        for value in ("", "abc", "Zürich", b"", b"\xff", Text("sub"), np.str_("n")):
            yield name, (value,), "ok"
        for value in ("a\0b", b"a\0", "\0"):
            yield name, (value,), "ValueError"
        yield name, ("\udc80",), "UnicodeEncodeError"
        for value in (1, 1.5, bytearray(b"x"), memoryview(b"x"), array.array("b"), ["x"]):
            yield name, (value,), "TypeError"
    yield "text", (None,), "TypeError"
    yield "maybe_text", (None,), "ok"


def read_only(values):
    values.flags.writeable = False
    return values


def misaligned(count):
    raw = np.zeros(count * 8 + 8, np.uint8)
    return raw[4 - raw.ctypes.data % 8 :][: count * 8].view(np.float64)


def released():
    view = memoryview(bytearray(16)).cast("d")
    view.release()
    return view


class SubArray(np.ndarray):
    pass


def doubles(count):
    """Every producer of doubles that must be taken."""
    block = (ctypes.c_double * count)()
    mapped = memoryview(mmap.mmap(-1, 4096))[: count * 8].cast("d")
    made = [
        np.zeros(count),
        array.array("d", [0.0] * count),
        block,
        memoryview(block),
        mapped,
        np.zeros(count).view(SubArray),
    ]
    return [
        *made,
        memoryview(np.zeros(count)),
        memoryview(bytearray(count * 8)).cast("d"),
        np.zeros(count, "=f8"),
    ]


def refused_doubles():
    """What no function may take as doubles, and the exception's type."""
    for value in (
        np.zeros(4, np.float32),
        np.zeros(4, np.int64),
        np.zeros(4, ">f8"),
        np.zeros(4, complex),
        [1.0],
        (1.0,),
        "text",
        None,
        1.5,
        b"12345678",
        bytearray(16),
        array.array("f", [1]),
        array.array("q", [1]),
        (ctypes.c_float * 4)(),
        (ctypes.c_int64 * 4)(),
        np.zeros(4, "M8[s]"),
        np.zeros(4, object),
        np.zeros(4, "S8"),
        np.zeros(4, np.longdouble),
        np.zeros(2, [("a", "f8")]),
        released(),
        object(),
        memoryview(b"12345678"),
        np.zeros(4, np.float16),
    ):
        yield value, "TypeError"
    for value in (
        np.zeros(8)[::2],
        np.zeros(8)[::-1],
        np.zeros((2, 2)),
        np.zeros(()),
        np.zeros((2, 2))[:, 0],
        np.zeros((0, 2)),
        misaligned(4),
        np.broadcast_to(np.zeros(1), (4,)),
        memoryview(array.array("d", [1, 2, 3, 4]))[::2],
    ):
        yield value, "BufferError"
    # The element type is looked at first.
    yield np.zeros(8, np.float32)[::2], "TypeError"
    yield np.zeros((2, 2), np.int64), "TypeError"
    yield read_only(np.zeros(4, ">f8")), "TypeError"


def buffers():
    for value in doubles(4):
        yield "dot", (value, np.ones(4)), "ok"
        yield "dot", (np.ones(4), value), "ok"
        yield "scale", (value, 2.0), "ok"
        yield "axpy", (1.0, np.ones(4), value), "ok"
    for value, wanted in refused_doubles():
        yield "dot", (value, np.ones(4)), wanted
        yield "dot", (np.ones(4), value), wanted
        yield "scale", (value, 2.0), wanted
        yield "axpy", (2.0, value, np.zeros(4)), wanted
    empty = [
        np.zeros(0),
        array.array("d"),
        (ctypes.c_double * 0)(),
        np.zeros(8)[:0:2],
        np.zeros((8, 2))[:0, 0],
        memoryview(b"").cast("d"),
    ]
    for value in empty:
        yield "dot", (value, np.zeros(0)), "ok"
    one = np.zeros((3, 5))[1:2, 3]
    yield "dot", (one, np.ones(1)), "ok"
    yield "scale", (one, 1.0), "ok"
    frozen = read_only(np.zeros(4))
    yield "dot", (frozen, frozen), "ok"
    for value in (
        frozen,
        memoryview(bytes(32)).cast("d"),
        memoryview(array.array("d", [1])).toreadonly(),
    ):
        yield "scale", (value, 2.0), "BufferError"
    yield "dot", (np.zeros(3), np.zeros(4)), "ValueError"
    yield "dot", (np.zeros(3), array.array("d", [1.0])), "ValueError"
    yield "dot", (array.array("d", [1.0]), np.zeros(0)), "ValueError"
    yield "dot", (np.zeros(3), np.zeros(4, np.float32)), "TypeError"
    yield "dot", (np.zeros(6)[::2], np.zeros(4, np.float32)), "BufferError"
    yield "dot", (np.zeros(4, np.float32), np.zeros(6)[::2]), "TypeError"
    yield "scale", (np.zeros(3), "x"), "TypeError"
    yield "scale", (np.zeros(6)[::2], "x"), "BufferError"
    yield "axpy", ("x", np.zeros(6)[::2], np.zeros(3)), "TypeError"
    yield "axpy", (1.0, np.zeros(3), np.zeros(4)), "ValueError"
    shared = np.zeros(8)
    for x, y, wanted in (
        (shared, shared, "ValueError"),
        (shared[:4], shared[3:7], "ValueError"),
        (shared[:4], shared[4:], "ok"),
        (shared[:0], shared[:0], "ok"),
        (frozen, np.zeros(4), "ok"),
    ):
        yield "axpy", (1.0, x, y), wanted
    yield "dot", (shared, shared), "ok"


def elements():
    """Element types by kind and size, however they are spelt."""
    longs = [
        np.zeros(2, "l"),
        np.zeros(2, "q"),
        array.array("l", [1]),
        array.array("q", [1]),
        (ctypes.c_int64 * 2)(),
        (ctypes.c_long * 2)(),
    ]
    for value in longs:
        yield "total_i64", (value,), "ok"
    for value in (
        np.zeros(2, "L"),
        np.zeros(2, "i"),
        np.zeros(2, "d"),
        array.array("Q", [1]),
        np.zeros(2, "m8[s]"),
        np.zeros(2, ">i8"),
    ):
        yield "total_i64", (value,), "TypeError"
    for value in (
        b"ab",
        bytearray(b"ab"),
        memoryview(b"ab"),
        array.array("B", b"ab"),
        np.zeros(2, np.uint8),
        mmap.mmap(-1, 16),
    ):
        yield "total_u8", (value,), "ok"
    for value in (
        np.zeros(2, np.int8),
        np.zeros(2, bool),
        array.array("b", b"ab"),
        memoryview(b"ab").cast("c"),
        "ab",
    ):
        yield "total_u8", (value,), "TypeError"
    for value in (np.zeros(2, np.int8), array.array("b", b"ab"), (ctypes.c_int8 * 2)()):
        yield "total_i8", (value,), "ok"
    for value in (b"ab", np.zeros(2, np.uint8), np.zeros(2, bool)):
        yield "total_i8", (value,), "TypeError"
    for value in (np.zeros(2, np.float32), array.array("f", [1]), (ctypes.c_float * 2)()):
        yield "total_f32", (value,), "ok"
    yield "total_f32", (np.zeros(2),), "TypeError"
    yield "total_f32", (np.zeros(4, np.float32)[::2],), "BufferError"
    for value in (np.zeros(2, bool), (ctypes.c_bool * 2)(), memoryview(b"\0\1").cast("?")):
        yield "all_of", (value,), "ok"
    for value in (b"\0\1", np.zeros(2, np.int8)):
        yield "all_of", (value,), "TypeError"
    for value in (
        b"ab",
        bytearray(2),
        np.zeros(2, np.int8),
        np.zeros(2, np.uint8),
        memoryview(b"ab").cast("c"),
        (ctypes.c_char * 2)(),
    ):
        yield "bytes_of", (value,), "ok"
    for value in (np.zeros(2, np.int16), "ab", None, np.zeros(2, bool)):
        yield "bytes_of", (value,), "TypeError"
    for value in (bytearray(2), np.zeros(2, np.uint8), (ctypes.c_char * 2)()):
        yield "fill", (value,), "ok"
    for value in (b"ab", memoryview(bytearray(2)).toreadonly()):
        yield "fill", (value,), "BufferError"


def shapes():
    """How a call may be written; keywords come as a dictionary at the end."""
    yield "nothing", (), "ok"
    yield "nothing", (1,), "TypeError"
    yield "nothing", ({"a": 1},), "TypeError"
    for arguments in ((1, 2), (1, {"b": 2}), ({"a": 1, "b": 2},), ({"b": 2, "a": 1},)):
        yield "add", arguments, "ok"
    for arguments in (
        (),
        (1,),
        (1, 2, 3),
        (1, {"a": 2}),
        (1, 2, {"b": 3}),
        (1, {"c": 3}),
        ({"a": 1},),
        (1, 2, {"c": 3}),
        (1, {"B": 2}),
        ({"a": 1, "b": 2, "c": 3},),
    ):
        yield "add", arguments, "TypeError"
    yield "keywords", ({"lambda_": 1, "self": 2, "type": 3, "match": 4},), "ok"
    yield "keywords", (1, 2, 3, 4), "ok"
    yield "dot", ({"b": np.ones(2), "a": np.ones(2)},), "ok"
    yield "dot", (np.ones(2),), "TypeError"
    yield "dot", (np.ones(2), np.ones(2), 2), "TypeError"
    yield "dot", (np.ones(2), {"b": np.ones(2), "n": 2}), "TypeError"


def outcome(function, arguments):
    """``ok`` or the exact type of the exception."""
    named = {}
    if arguments and isinstance(arguments[-1], dict):
        *arguments, named = arguments
    try:
        function(*arguments, **named)
    except Exception as error:  # noqa: BLE001
        return type(error).__name__
    return "ok"


def main():
    """Runs every row."""
    library = ctypes.CDLL(sys.argv[2], mode=ctypes.RTLD_GLOBAL)
    result = (ctypes.c_ubyte * 64).in_dll(library, "fishplate_echo_result")
    ctypes.memset(result, 0, 64)
    module = importlib.import_module(sys.argv[1])
    groups = [
        integers(),
        numbers(),
        truths(),
        enumerations(module),
        texts(),
        buffers(),
        elements(),
        shapes(),
    ]
    rows = faults = 0
    for group in groups:
        for name, arguments, wanted in group:
            got = outcome(getattr(module, name), arguments)
            rows += 1
            shown = ", ".join(repr(argument)[:60].replace("\n", " ") for argument in arguments)
            if got != wanted:
                faults += 1
                print(f"FAULT {name}({shown}): {got}, expected {wanted}")
    print(f"{rows} rows, {faults} faults")
    return 1 if faults or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
