"""The C functions through ctypes: prototypes with the names and defaults of their parameters."""

import ctypes
from ctypes import c_int

# What ctypes calls `paramflags`: 1 for an input, then its name and its default.
lib = ctypes.CDLL("libkernel.so")
zero = ctypes.CFUNCTYPE(c_int)(("zero", lib), ())
one = ctypes.CFUNCTYPE(c_int, c_int)(("one", lib), ((1, "a"),))
two = ctypes.CFUNCTYPE(c_int, c_int, c_int)(("two", lib), ((1, "a"), (1, "b")))
eight = ctypes.CFUNCTYPE(c_int, *[c_int] * 8)(
    ("eight", lib),
    (
        (1, "a"),
        (1, "b"),
        (1, "c", 3000),
        (1, "d", 4000),
        (1, "e", 5000),
        (1, "f", 6000),
        (1, "g", 7000),
        (1, "h", 8000),
    ),
)
