# Adds up an array.

from cython.parallel import prange


def total(const double[::1] values):
    """Give the sum of the values."""
    cdef double sum = 0
    cdef Py_ssize_t i
    cdef Py_ssize_t n = values.shape[0]
    for i in prange(n, nogil=True):
        sum += values[i]
    return sum
