"""Scales a hundred ones through C, which takes 32-bit floats."""

import ctypes
from pathlib import Path

library = ctypes.CDLL(str(Path(__file__).parent / "libscaling.so"))
library.scale.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_int, ctypes.c_float]
library.scale.restype = ctypes.c_float


def main() -> str:
    """Scale a hundred ones by two, and look at the sum and the values."""
    values = (ctypes.c_double * 100)(*[1.0] * 100)
    total = library.scale(values, 100, 2.0)
    return f"sum {total:g}, {sum(1 for value in values if value == 2.0)} of 100 values are right"


if __name__ == "__main__":
    print(main())
