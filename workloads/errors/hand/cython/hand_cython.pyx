# The C functions through Cython: typed arguments and a typed memoryview.
# cython: language_level=3

cdef extern from "kernel.h":
    int c_take "take"(int a)
    int c_kind "kind"(int a)
    int c_narrow "narrow"(int a)
    double c_total "total"(const double *x, long n)


def take(int a):
    """Give the argument."""
    return c_take(a)


def kind(int a):
    """Give the argument."""
    return c_kind(a)


def narrow(int a):
    """Give the argument."""
    return c_narrow(a)


def total(const double[::1] x):
    """Add an array."""
    if x.shape[0] == 0:
        return 0.0
    return c_total(&x[0], x.shape[0])
