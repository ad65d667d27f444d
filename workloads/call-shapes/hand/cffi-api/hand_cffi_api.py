"""The C functions through CFFI's API mode."""

from _hand_cffi_api import lib

# The functions of `lib` take no keywords and have no defaults, so the idiom here is a `def`.


def zero():
    """Give the constant."""
    return lib.zero()


def one(a):
    """Give the argument."""
    return lib.one(a)


def two(a, b):
    """Add two integers."""
    return lib.two(a, b)


def eight(a, b, c=3000, d=4000, e=5000, f=6000, g=7000, h=8000):
    """Add eight integers."""
    return lib.eight(a, b, c, d, e, f, g, h)
