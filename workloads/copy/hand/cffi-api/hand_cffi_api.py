"""The C function through CFFI's API mode, with its array lent and copied."""

from _hand_cffi_api import ffi, lib


def peek_lent(data):
    return lib.peek(ffi.from_buffer("double[]", data), len(data))


def peek_copied(data):
    n = len(data)
    copy = ffi.new("double[]", n)
    ffi.memmove(copy, data, 8 * n)
    return lib.peek(copy, n)
