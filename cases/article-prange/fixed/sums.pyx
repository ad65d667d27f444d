# Adds up an array, one after the other.


def total(const double[::1] values):
    """Give the sum of the values."""
    cdef double sum = 0
    cdef Py_ssize_t i
    cdef Py_ssize_t n = values.shape[0]
    for i in range(n):
        sum += values[i]
    return sum
