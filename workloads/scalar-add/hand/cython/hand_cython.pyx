# The C function through Cython: an extern declaration and a typed `def`.
# cython: language_level=3

cdef extern from "kernel.h":
    int c_add "add"(int a, int b)


def add(int a, int b):
    """Add two integers."""
    return c_add(a, b)
