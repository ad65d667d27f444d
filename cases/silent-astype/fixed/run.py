"""Doubles an array in place, through C."""

import ctypes
from pathlib import Path

import numpy as np

library = ctypes.CDLL(str(Path(__file__).parent / "libdoubling.so"))
library.twice.argtypes = [ctypes.POINTER(ctypes.c_float), ctypes.c_int]
library.twice.restype = None


def twice(values: np.ndarray) -> None:
    """Double each value in place."""
    if values.dtype != np.float32:
        raise TypeError("values: an array of float32 is needed")
    library.twice(values.ctypes.data_as(ctypes.POINTER(ctypes.c_float)), len(values))


def main() -> str:
    """Double four ones, and say whether they are twos or were refused."""
    values = np.ones(4)
    try:
        twice(values)
    except TypeError:
        values = values.astype(np.float32)
        twice(values)
    return str(values.tolist())


if __name__ == "__main__":
    print(main())
