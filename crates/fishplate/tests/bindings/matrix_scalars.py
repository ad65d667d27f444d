"""The rows of the matrix for numbers, truth values, enumerations and text."""

import array
import ctypes
import decimal
import fractions
import math

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
