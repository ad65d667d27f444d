"""Reads candles that C has laid out."""

import ctypes
from pathlib import Path

library = ctypes.CDLL(str(Path(__file__).parent / "libdrawing.so"))


class Candle(ctypes.Structure):
    """One candle to be drawn."""

    _fields_ = [
        ("x", ctypes.c_float),
        ("open", ctypes.c_float),
        ("close", ctypes.c_float),
        ("width", ctypes.c_float),
        ("wick_top", ctypes.c_float),
        ("wick_bottom", ctypes.c_float),
        ("colour", ctypes.c_uint32),
    ]


library.candles.argtypes = [ctypes.POINTER(Candle), ctypes.c_int]
library.candles.restype = ctypes.c_int


def main() -> str:
    """Read fourteen candles, and say which x the tenth has."""
    rows = (Candle * 14)()
    library.candles(rows, 14)
    return f"candle 10 is at {rows[10].x:g}"


if __name__ == "__main__":
    print(main())
