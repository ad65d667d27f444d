# The C function through Cython, with a typed memoryview that may be written.
# cython: language_level=3

cdef extern from "kernel.h":
    void c_scale "scale"(double *a, long n, double k)


def scale(double[::1] a, double k):
    """Multiply an array in place."""
    if a.shape[0] != 0:
        c_scale(&a[0], a.shape[0], k)
