"""The C function through CFFI's API mode, which lends bytes to a `const char *`."""

from _hand_cffi_api import lib


def head(text):
    return lib.head(text.encode())
