"""The C function through CFFI's API mode, with its array lent."""

from _hand_cffi_api import ffi, lib


def peek_lent(data):
    return lib.peek(ffi.from_buffer("float[]", data), len(data))
