# The C functions through Cython: extern declarations and a typed `def` for each.
# cython: language_level=3

cdef extern from "kernel.h":
    int c_zero "zero"()
    int c_one "one"(int a)
    int c_two "two"(int a, int b)
    int c_eight "eight"(int a, int b, int c, int d, int e, int f, int g, int h)


def zero():
    """Give the constant."""
    return c_zero()


def one(int a):
    """Give the argument."""
    return c_one(a)


def two(int a, int b):
    """Add two integers."""
    return c_two(a, b)


def eight(int a, int b, int c=3000, int d=4000, int e=5000, int f=6000, int g=7000, int h=8000):
    """Add eight integers."""
    return c_eight(a, b, c, d, e, f, g, h)
