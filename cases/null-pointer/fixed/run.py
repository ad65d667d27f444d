"""Hands None to C, where an array is expected."""

import ctypes
from pathlib import Path

library = ctypes.CDLL(str(Path(__file__).parent / "liblengths.so"))
library.total.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_int]
library.total.restype = ctypes.c_double


def total(values: ctypes.Array[ctypes.c_double] | None, count: int) -> float:
    """Add up values in C."""
    if values is None:
        raise TypeError("values: an array is needed, not None")
    return library.total(values, count)


def main() -> str:
    """Add up what is not there."""
    try:
        return f"{total(None, 3):g}"
    except TypeError:
        return "refused"


if __name__ == "__main__":
    print(main())
