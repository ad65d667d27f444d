"""Asks C how many bytes five thousand million values take."""

import ctypes
from pathlib import Path

library = ctypes.CDLL(str(Path(__file__).parent / "libcounting.so"))
library.bytes_of.argtypes = [ctypes.c_size_t]
library.bytes_of.restype = ctypes.c_size_t


def main() -> str:
    """Ask for the bytes."""
    return f"{library.bytes_of(5_000_000_000):,} bytes"


if __name__ == "__main__":
    print(main())
