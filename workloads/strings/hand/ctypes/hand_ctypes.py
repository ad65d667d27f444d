"""The C function through ctypes, which takes bytes."""

import ctypes

lib = ctypes.CDLL("libkernel.so")
lib.head.argtypes = [ctypes.c_char_p]
lib.head.restype = ctypes.c_uint


def head(text):
    return lib.head(text.encode())
