"""The C function through CFFI's API mode."""

from _hand_cffi_api import lib

add = lib.add


def add_by_name(a, b):
    """Add two integers, which may be passed by name."""
    return lib.add(a, b)
