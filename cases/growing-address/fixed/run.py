"""Holds the buffer of an array, which then refuses to grow."""

import ctypes
from array import array
from pathlib import Path

library = ctypes.CDLL(str(Path(__file__).parent / "liblengths.so"))
library.total.argtypes = [ctypes.c_void_p, ctypes.c_int]
library.total.restype = ctypes.c_double


def main() -> str:
    """Add up the first hundred values of an array that would like to grow."""
    values = array("d", [1.0]) * 100
    held = (ctypes.c_double * len(values)).from_buffer(values)
    try:
        values.append(1.0)
    except BufferError:
        return f"{library.total(held, len(held)):.6g}"
    return "the array has grown"


if __name__ == "__main__":
    print(main())
