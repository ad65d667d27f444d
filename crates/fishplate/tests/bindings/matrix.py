"""What is accepted and what is refused, the same on every binding path.

Usage: ``matrix.py MODULE LIBRARY``, with the package on ``PYTHONPATH``. It prints one line per row,
``name: outcome``, where the outcome is ``ok`` or the exception's type, and a line ``FAULT ...`` for
each row whose outcome is not the one that the rules of the project ask for.
"""

import array
import ctypes
import importlib
import mmap
import struct
import sys

import numpy as np
from matrix_scalars import enumerations, integers, numbers, texts, truths


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
        (1, {"b\0": 2}),
        (1, {"b\0c": 2}),
        (1, {"ß": 2}),
        (1, {"": 2}),
        (1, {"東": 2}),
        ({"a": 1, "b": 2, "c": 3},),
    ):
        yield "add", arguments, "TypeError"
    yield "keywords", ({"lambda_": 1, "self": 2, "type": 3, "match": 4},), "ok"
    yield "keywords", (1, 2, 3, 4), "ok"
    yield "dot", ({"b": np.ones(2), "a": np.ones(2)},), "ok"
    yield "dot", (np.ones(2),), "TypeError"
    yield "dot", (np.ones(2), np.ones(2), 2), "TypeError"
    yield "dot", (np.ones(2), {"b": np.ones(2), "n": 2}), "TypeError"


def defaults():
    """What may be left out, and what is refused although it could be."""
    for name, arguments in (
        ("stepped", ()),
        ("stepped", ({"step": 3},)),
        ("stepped", (1, 2, 3)),
        ("stepped", (1, {"value": 1})),
        ("stepped", (1, 2, {"step": 1})),
        ("stepped", (1, {"steps": 1})),
        # A default stands for what is not given; `None` is given.
        ("stepped", (1, None)),
        ("stepped", (1, {"step": None})),
        ("extremes", (None,)),
        ("weighted", (1.0, None)),
        ("toggled", (True, None)),
        ("shaded", (None,)),
        ("greeted", ("a", None)),
        ("greeted", ()),
        ("mixed", ()),
        ("mixed", ({"factor": 1.0, "text": "a"},)),
        ("mixed", (1, {"text": None})),
        ("mixed", (1, 1.0, True, 1, "", None, 1, 1)),
        ("dot_from", ()),
        ("dot_from", (np.zeros(2), 1.0, 1, 1)),
        ("dot_from", ({"start": 1.0},)),
        ("kept_names", ({"self": 1, "type": 2},)),
        ("kept_names", (1, {"lambda": 1})),
    ):
        yield name, arguments, "TypeError"
    for name, arguments, wanted in (
        ("stepped", (1, 2**31), "OverflowError"),
        ("stepped", (2**31,), "OverflowError"),
        ("extremes", ({"most": -1},), "OverflowError"),
        ("weighted", (1.0, {"bias": 1e39}), "OverflowError"),
        ("shaded", ({"access": 8},), "ValueError"),
        ("greeted", ("a", {"title": "\0"}), "ValueError"),
        ("mixed", (1, {"colour": 3}), "ValueError"),
        ("mixed", (1, {"maybe": None}), "ok"),
        ("mixed", (1, {"is_on": 2}), "ok"),
        ("dot_from", (np.zeros(4)[::2],), "BufferError"),
        ("dot_from", (np.zeros(2, np.float32), {"stride": 2**40}), "TypeError"),
    ):
        yield name, arguments, wanted


def fillings():
    """Calls that leave arguments out, and how the same call is written in full.

    Between them is what the C function is given, as `struct` codes.
    """
    for arguments in ((1,), ({"value": 1},)):
        yield "stepped", arguments, "=ii", (1, 3)
    yield "stepped", (1, 4), "=ii", (1, 4)
    yield "stepped", ({"step": 4, "value": 1},), "=ii", (1, 4)
    least, most, lowest = -128, 2**63 - 1, -(2**63)
    yield "extremes", (), "=bQq", (least, most, lowest)
    yield "extremes", (5,), "=bQq", (5, most, lowest)
    yield "extremes", ({"most": 2**64 - 1},), "=bQq", (least, 2**64 - 1, lowest)
    yield "extremes", ({"lowest": 6},), "=bQq", (least, most, 6)
    yield "extremes", (5, 6, 7), "=bQq", (5, 6, 7)
    yield "weighted", (1.5,), "=ddf", (1.5, 0.1, -1e-40)
    yield "weighted", (1.5, {"bias": 2.5}), "=ddf", (1.5, 0.1, 2.5)
    yield "weighted", ({"value": 1.5, "weight": 7},), "=ddf", (1.5, 7, -1e-40)
    yield "toggled", (True,), "=???", (True, True, False)
    yield "toggled", (False, {"is_loud": True}), "=???", (False, True, True)
    yield "toggled", (False, False), "=???", (False, False, False)
    yield "shaded", (), "=IiI", (7, -5, 5)
    yield "shaded", ({"weather": 5},), "=IiI", (7, 5, 5)
    yield "shaded", (1, 0, 7), "=IiI", (1, 0, 7)
    greeting = "hé \"q\" 'a' \\ ??/ {0}\n\x01"
    yield "greeted", ("a",), "=PPP", ("a", greeting, None)
    yield "greeted", ("a", {"title": "b"}), "=PPP", ("a", greeting, "b")
    yield "greeted", ("a", b"c"), "=PPP", ("a", "c", None)
    codes = "=id?IPPH"
    full = (1, 2.0, True, 2, "", "sir", 65535)
    yield "mixed", (1,), codes, full
    yield "mixed", (1, 3.5), codes, (1, 3.5, *full[2:])
    yield "mixed", (1, 3.5, False, 7), codes, (1, 3.5, False, 7, *full[4:])
    yield "mixed", (1, {"maybe": None, "is_on": 0}), codes, (*full[:2], False, 2, "", None, 65535)
    yield "mixed", ({"limit": 9, "value": 4},), codes, (4, *full[1:6], 9)
    yield "mixed", (2, 1, False, 1, "x", "y", 0), codes, (2, 1.0, False, 1, "x", "y", 0)
    pair = np.ones(2)
    yield "dot_from", (pair,), "=PQdi", (pair, 2, -0.0, 1)
    yield "dot_from", (pair, {"stride": 2}), "=PQdi", (pair, 2, -0.0, 2)
    yield "dot_from", ({"start": 4, "values": pair},), "=PQdi", (pair, 2, 4.0, 1)
    yield "kept_names", (1,), "=iii", (1, 7, 8)
    yield "kept_names", ({"lambda_": 1, "type": 2},), "=iii", (1, 7, 2)


def arrived(codes, full):
    """The echo library's record of a call: the values, then what their pointers point to."""
    plain, behind = [], b""
    for code, value in zip(codes[1:], full, strict=True):
        if code != "P":
            plain.append(value)
            continue
        plain.append(value is not None)
        if isinstance(value, str):
            behind += value.encode() + b"\0"
        elif value is not None:
            behind += value.tobytes()
    return struct.pack(codes.replace("P", "Q"), *plain) + behind


def without_addresses(codes, record):
    """A record in which each address is 1, and each null pointer 0."""
    standard = codes.replace("P", "Q")
    size = struct.calcsize(standard)
    values = struct.unpack(standard, record[:size])
    plain = [
        int(value != 0) if code == "P" else value
        for code, value in zip(codes[1:], values, strict=True)
    ]
    return struct.pack(standard, *plain) + record[size:]


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
        defaults(),
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
    used = ctypes.c_size_t.in_dll(library, "fishplate_echo_used")
    record = (ctypes.c_ubyte * (1 << 16)).in_dll(library, "fishplate_echo_record")
    for name, arguments, codes, full in fillings():
        rows += 1
        used.value = 0
        got = outcome(getattr(module, name), arguments)
        seen = bytes(record[: used.value])
        wanted = arrived(codes, full)
        if got != "ok" or without_addresses(codes, seen) != wanted:
            faults += 1
            print(f"FAULT {name}{arguments}: {got}, {seen.hex()}, expected {wanted.hex()}")
    print(f"{rows} rows, {faults} faults")
    return 1 if faults or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
