# Numbers the places of an array, each one more than the one before.


def number(long[::1] places):
    """Number the places from 0."""
    cdef Py_ssize_t i
    cdef Py_ssize_t n = places.shape[0]
    places[0] = 0
    for i in range(1, n):
        places[i] = places[i - 1] + 1
