# The addition itself in Cython, as its users write it: no C function stands behind it.
# cython: language_level=3


def add(int a, int b):
    """Add two integers."""
    return a + b
