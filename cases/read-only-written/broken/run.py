"""Hands a read-only array to a C function that writes."""

import ctypes
from pathlib import Path

import numpy as np

library = ctypes.CDLL(str(Path(__file__).parent / "libdoubling.so"))
library.twice.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_int]
library.twice.restype = None


def main() -> str:
    """Double four ones that nobody may change."""
    values = np.ones(4)
    values.flags.writeable = False
    try:
        library.twice(values.ctypes.data_as(ctypes.POINTER(ctypes.c_double)), len(values))
    except (TypeError, ctypes.ArgumentError):
        return f"refused: {values.tolist()}"
    return f"written: {values.tolist()}"


if __name__ == "__main__":
    print(main())
