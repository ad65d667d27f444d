"""V-55: the table of types, row by row, with the corrections that it needs."""

import ctypes

import numpy as np
from seeing import Seen

seen = Seen()
seen.that("c_char is one byte of text", ctypes.c_char(b"a").value == b"a")
seen.raises(TypeError, "and no number", lambda: ctypes.c_char(-1))
seen.that(
    "NumPy shows it as S1", np.dtype(ctypes.c_char) == np.dtype("S1"), np.dtype(ctypes.c_char)
)
seen.that("int8 is c_byte", np.dtype(ctypes.c_byte) == np.int8)
for c_type, numpy_type, size in (
    (ctypes.c_int, np.int32, 4),
    (ctypes.c_float, np.float32, 4),
    (ctypes.c_double, np.float64, 8),
    (ctypes.c_size_t, np.uintp, ctypes.sizeof(ctypes.c_void_p)),
):
    right = np.dtype(c_type) == numpy_type and ctypes.sizeof(c_type) == size
    seen.that(f"{c_type.__name__} is {numpy_type.__name__}", right)
long_size = ctypes.sizeof(ctypes.c_long)
seen.that(
    "c_long is NumPy's long", np.dtype(ctypes.c_long) == np.dtype("l"), f"{long_size} bytes here"
)
seen.that("a pointer to nothing is c_void_p", ctypes.POINTER(None) is ctypes.c_void_p)


class Debug(ctypes.Structure):
    """The structure that the article prints the size of."""

    _fields_ = [
        ("f", ctypes.c_float),
        ("d", ctypes.c_double),
        ("i", ctypes.c_int),
        ("l", ctypes.c_long),
    ]


offsets = [Debug.f.offset, Debug.d.offset, Debug.i.offset, Debug.l.offset]
if long_size == 8:
    seen.that(
        "the structure is padded to 32 bytes",
        ctypes.sizeof(Debug) == 32 and offsets == [0, 8, 16, 24],
    )
seen.that("a count that is too large is cut", ctypes.c_int(2**32 + 4).value == 4)
seen.that("so is 5e9", ctypes.c_int(5_000_000_000).value == 705_032_704)
seen.end()
