"""Keeps the address of an array, and lets the array grow."""

import ctypes
from array import array
from pathlib import Path

library = ctypes.CDLL(str(Path(__file__).parent / "liblengths.so"))
library.total.argtypes = [ctypes.c_void_p, ctypes.c_int]
library.total.restype = ctypes.c_double


def main() -> str:
    """Add up the first hundred values of an array that has grown since."""
    values = array("d", [1.0]) * 100
    where, count = values.buffer_info()
    for _ in range(100_000):
        values.append(1.0)
    # Somebody else gets the memory that the array has left.
    others = [array("d", [7.0]) * 100 for _ in range(50)]
    total = library.total(where, count)
    del others
    return f"{total:.6g}"


if __name__ == "__main__":
    print(main())
