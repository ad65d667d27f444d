"""Calls every function of a binding against the echo library and reads what arrived.

Usage: ``echo_driver.py CASES.json LIBRARY SEED``, with the package on ``PYTHONPATH``. It prints one
line per fault and ends with ``N functions, N calls, N faults``; the exit code is 1 with faults.
"""

import array
import ctypes
import importlib
import json
import math
import random
import struct
import sys
from pathlib import Path

import numpy as np

CALLS_PER_FUNCTION = 12
RANGES = {
    code: (-(1 << (bits - 1)), (1 << (bits - 1)) - 1)
    for code, bits in zip("bhiq", (8, 16, 32, 64), strict=True)
}
RANGES |= {code: (0, (1 << bits) - 1) for code, bits in zip("BHIQ", (8, 16, 32, 64), strict=True)}
DOUBLES = [
    0.0,
    -0.0,
    1.5,
    -1.5,
    math.inf,
    -math.inf,
    math.nan,
    5e-324,
    sys.float_info.max,
    -sys.float_info.max,
    0.1,
]
FLOATS = [
    0.0,
    -0.0,
    0.1,
    math.inf,
    -math.inf,
    math.nan,
    1.401298464324817e-45,
    3.4028234663852886e38,
]
TEXTS = ["", "plain", "Zürich 東京 🎼", b"\xff\xfe bytes", "long " * 200]
CTYPES = {
    "b": ctypes.c_int8,
    "B": ctypes.c_uint8,
    "h": ctypes.c_int16,
    "H": ctypes.c_uint16,
    "i": ctypes.c_int32,
    "I": ctypes.c_uint32,
    "q": ctypes.c_int64,
    "Q": ctypes.c_uint64,
    "f": ctypes.c_float,
    "d": ctypes.c_double,
    "g": ctypes.c_longdouble,
    "?": ctypes.c_bool,
}


class Echo:
    """The echo library, loaded where the binding finds it by its name."""

    def __init__(self, path):
        self.library = ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)
        self.record = (ctypes.c_ubyte * (1 << 16)).in_dll(self.library, "fishplate_echo_record")
        self.used = ctypes.c_size_t.in_dll(self.library, "fishplate_echo_used")
        self.function = ctypes.c_long.in_dll(self.library, "fishplate_echo_function")
        self.calls = ctypes.c_long.in_dll(self.library, "fishplate_echo_calls")
        self.result = (ctypes.c_ubyte * 64).in_dll(self.library, "fishplate_echo_result")


def pack(code, value):
    """The bytes of a C value, from the Python value."""
    if code == "g":
        return bytes(ctypes.c_longdouble(value))[:10]
    if code == "f" and isinstance(value, float) and math.isnan(value):
        return struct.pack("f", value)
    return struct.pack(code, value)


def width(code):
    """Bytes that a C value takes."""
    return 16 if code == "g" else struct.calcsize(code)


class Index:
    """An integer by way of ``__index__``."""

    def __init__(self, value):
        self.value = value

    def __index__(self):
        return self.value


def scalar(code, values, rng):
    """A value for Python and the number that C must see."""
    if values is not None:
        number = rng.choice(values)
        return rng.choice([number, Index(number)]), number
    if code == "?":
        number = rng.random() < 0.5
        return number, number
    if code in RANGES:
        low, high = RANGES[code]
        number = rng.choice([low, high, 0, 1, low + 1, high - 1, rng.randint(low, high), high // 2])
        return rng.choice([number, number, Index(number), np.array(number, code)[()]]), number
    number = rng.choice(FLOATS if code == "f" else DOUBLES)
    return rng.choice([number, np.float64(number)]), number


def buffer(code, size, count, is_written, rng):
    """A producer of memory, its address and its bytes."""
    raw = bytes(0 if code == "?" else rng.randrange(256) for _ in range(count * size))
    kinds = ["ctypes", "memoryview"]
    if code != "g":
        kinds += ["numpy", "numpy"]
    if code not in "?g":
        kinds.append("array")
    if code == "B":
        kinds.append("bytearray")
        if not is_written:
            kinds.append("bytes")
    kind = rng.choice(kinds)
    if kind == "bytes":
        return raw, None, raw
    if kind == "bytearray":
        made = bytearray(raw)
        return made, address_of(made), raw
    if kind == "array":
        made = array.array(
            {"q": "l", "Q": "L"}.get(code, code) if rng.random() < 0.5 else code, raw
        )
        return made, made.buffer_info()[0], raw
    if kind == "numpy":
        made = np.frombuffer(bytearray(raw) if raw else bytearray(), dtype=code).copy()
        made[:] = np.frombuffer(raw, dtype=code)
        address = made.ctypes.data
        if not is_written and rng.random() < 0.3:
            made.flags.writeable = False
        return made, address, raw
    block = (CTYPES[code] * count).from_buffer_copy(raw)
    address = ctypes.addressof(block)
    return (memoryview(block) if kind == "memoryview" else block), address, raw


def address_of(made):
    """Where a bytearray's memory is."""
    return ctypes.addressof((ctypes.c_char * len(made)).from_buffer(made)) if made else None


def arguments(case, rng):
    """Python values, the C numbers behind them, and the buffers."""
    count = rng.choice([0, 1, 2, 17])
    codes = {
        entry["input"]: entry["code"] for entry in case["record"] if entry["input"] is not None
    }
    given, seen = [], []
    for place, item in enumerate(case["inputs"]):
        if item["role"] == "text":
            text = rng.choice(TEXTS)
            given.append(text)
            seen.append(text.encode() if isinstance(text, str) else text)
        elif item["role"] == "buffer":
            lengths = [entry["length_of"] for entry in case["record"]]
            own = count if place in lengths else None
            made = buffer(
                item["code"], item["size"], count if own is None else own, item["is_written"], rng
            )
            given.append(made[0])
            seen.append(made)
        else:
            value, number = scalar(codes[place], item["values"], rng)
            given.append(value)
            seen.append(number)
    return given, seen, count


def expected(case, seen, count, record):
    """Faults of a record, as sentences."""
    offset, faults = 0, []

    def take(size):
        nonlocal offset
        piece = record[offset : offset + size]
        offset += size
        return piece

    for entry in case["record"]:
        code = entry["code"]
        found = take(width(code))
        if entry["length_of"] is not None:
            if found != pack(code, count):
                faults.append(f"length is {found.hex()}, expected {count}")
        elif code == "P":
            address = seen[entry["input"]][1] if isinstance(seen[entry["input"]], tuple) else None
            if address is not None and count > 0 and found != struct.pack("P", address):
                faults.append(f"pointer of argument {entry['input']} is not the producer's memory")
        else:
            wanted = pack(code, seen[entry["input"]])
            if found[: len(wanted)] != wanted:
                faults.append(
                    f"argument {entry['input']} arrived as {found.hex()}, expected {wanted.hex()}"
                )
    for entry in case["record"]:
        if entry["input"] is None:
            continue
        value = seen[entry["input"]]
        role = case["inputs"][entry["input"]]["role"]
        wanted = value + b"\0" if role == "text" else value[2] if role == "buffer" else b""
        if take(len(wanted)) != wanted:
            faults.append(f"the memory of argument {entry['input']} differs")
    if offset != len(record):
        faults.append(f"{len(record)} bytes arrived, expected {offset}")
    return faults


def returned(case, value, wanted):
    """A fault of a result, if any."""
    code = case["result"]
    if code is None:
        return None if value is None else f"returned {value!r} for void"
    if isinstance(wanted, float) and math.isnan(wanted):
        return (
            None
            if isinstance(value, float) and math.isnan(value)
            else f"returned {value!r} for nan"
        )
    kind = bool if code == "?" else float if code in "fdg" else int
    if (
        not isinstance(value, kind)
        or value != wanted
        or math.copysign(1, value) != math.copysign(1, wanted)
    ):
        return f"returned {value!r}, expected {wanted!r}"
    if case["result_values"] is not None and wanted in case["result_values"] and type(value) is int:
        return f"returned the plain int {value!r}, not a member"
    return None


def call(module, case, echo, rng):
    """One call; gives its faults."""
    given, seen, count = arguments(case, rng)
    wanted = None
    if case["result"] is not None:
        wanted = scalar(case["result"], case["result_values"] if rng.random() < 0.7 else None, rng)[
            1
        ]
        if case["result"] == "f":
            wanted = ctypes.c_float(wanted).value
        raw = (
            bytes(ctypes.c_longdouble(wanted))
            if case["result"] == "g"
            else pack(case["result"], wanted)
        )
        ctypes.memmove(echo.result, raw, len(raw))
    echo.function.value = -1
    before = echo.calls.value
    function = getattr(module, case["name"])
    split = rng.randint(0, len(given))
    named = [
        (item["name"], value)
        for item, value in zip(case["inputs"][split:], given[split:], strict=True)
    ]
    rng.shuffle(named)
    value = function(*given[:split], **dict(named))
    if echo.function.value != case["number"] or echo.calls.value != before + 1:
        return [f"function {echo.function.value} ran, {echo.calls.value - before} times"]
    faults = expected(case, seen, count, bytes(echo.record[: echo.used.value]))
    for place, item in enumerate(case["inputs"]):
        if item["is_written"] and bytes(memoryview(given[place]).cast("B")) != b"\xa5" * (
            count * item["size"]
        ):
            faults.append(f"what was written to argument {place} did not come back")
    fault = returned(case, value, wanted)
    return faults + ([fault] if fault else [])


def main():
    """Runs every case."""
    cases, library, seed = json.loads(Path(sys.argv[1]).read_text()), sys.argv[2], sys.argv[3]
    echo = Echo(library)
    module = importlib.import_module(cases["module"])
    calls = faulty = 0
    for case in cases["functions"]:
        rng = random.Random(f"{seed}/{case['name']}")
        for _ in range(CALLS_PER_FUNCTION):
            calls += 1
            try:
                faults = call(module, case, echo, rng)
            except Exception as error:  # noqa: BLE001
                faults = [f"raised {type(error).__name__}: {error}"]
            if faults:
                faulty += 1
                print(f"{case['name']}: {'; '.join(faults)}")
    print(f"{len(cases['functions'])} functions, {calls} calls, {faulty} faults")
    return 1 if faulty or not calls else 0


if __name__ == "__main__":
    sys.exit(main())
