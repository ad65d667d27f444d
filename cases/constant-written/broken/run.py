"""Makes letters large in C, in place."""

import ctypes
from pathlib import Path

library = ctypes.CDLL(str(Path(__file__).parent / "libletters.so"))
library.enlarge.argtypes = [ctypes.c_char_p]
library.enlarge.restype = None


NAME = b"fishplate"


def main() -> str:
    """Make a copy of the name large, and look at the name."""
    text = NAME
    library.enlarge(text)
    return f"{NAME.decode()} became {text.decode()}"


if __name__ == "__main__":
    print(main())
