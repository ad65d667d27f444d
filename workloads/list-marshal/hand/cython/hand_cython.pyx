# The C function through Cython, with a loop over the list.
# cython: language_level=3

from libc.stdlib cimport free, malloc

cdef extern from "kernel.h":
    double c_total "total"(const double *values, long n)


def total(list values not None):
    """The sum of the numbers of a list."""
    cdef Py_ssize_t n = len(values)
    cdef Py_ssize_t i
    cdef double *made = <double *>malloc((n if n > 0 else 1) * sizeof(double))
    if made == NULL:
        raise MemoryError()
    try:
        for i in range(n):
            made[i] = values[i]
        return c_total(made, n)
    finally:
        free(made)
