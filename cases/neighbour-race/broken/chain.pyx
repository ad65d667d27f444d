# Numbers the places of an array, each one more than the one before, in threads.

from cython.parallel import prange


def number(long[::1] places):
    """Number the places from 0."""
    cdef Py_ssize_t i
    cdef Py_ssize_t n = places.shape[0]
    places[0] = 0
    for i in prange(1, n, nogil=True):
        places[i] = places[i - 1] + 1
