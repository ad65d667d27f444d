# Gives a view of memory that C has allocated.

from cython cimport view
from libc.stdlib cimport free, malloc


cdef class Points:
    cdef double *data
    cdef Py_ssize_t count

    def __cinit__(self, Py_ssize_t count, double value):
        cdef Py_ssize_t i
        self.count = count
        self.data = <double *>malloc(count * sizeof(double))
        if self.data is NULL:
            raise MemoryError
        for i in range(count):
            self.data[i] = value

    def __dealloc__(self):
        free(self.data)

    def shown(self):
        """Give the points as an array."""
        return <double[:self.count]>self.data


def total(double[:] values):
    """Give the sum of the values."""
    cdef double sum = 0
    cdef Py_ssize_t i
    for i in range(values.shape[0]):
        sum += values[i]
    return sum
