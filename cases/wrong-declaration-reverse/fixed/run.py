"""Adds up a hundred ones in C, which takes 64-bit floats."""

import ctypes
from pathlib import Path

library = ctypes.CDLL(str(Path(__file__).parent / "liblengths.so"))
library.total.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_int]
library.total.restype = ctypes.c_double


def main() -> str:
    """Add up a hundred ones."""
    values = (ctypes.c_double * 100)(*[1.0] * 100)
    return f"{library.total(values, 100):.6g}"


if __name__ == "__main__":
    print(main())
