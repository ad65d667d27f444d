# The C function through Cython, with a typed memoryview.
# cython: language_level=3

cdef extern from "kernel.h":
    double c_peek "peek"(const float *data, long n)


def peek(const float[::1] data):
    """The first element, the one in the middle and the last, added."""
    if data.shape[0] == 0:
        return 0.0
    return c_peek(&data[0], data.shape[0])
