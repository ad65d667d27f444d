"""Asks C for colours."""

import ctypes
from pathlib import Path

library = ctypes.CDLL(str(Path(__file__).parent / "libdrawing.so"))
library.colour_of.argtypes = [ctypes.c_int]
library.colour_of.restype = ctypes.c_uint32


def main() -> str:
    """Show the colours of a rising and a falling candle."""
    return f"{int(library.colour_of(1)):#x} and {int(library.colour_of(0)):#x}"


if __name__ == "__main__":
    print(main())
