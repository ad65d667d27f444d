# Points that can grow, and show themselves through the buffer protocol.

from cpython.buffer cimport PyBUF_FORMAT
from libc.stdlib cimport free, realloc


cdef class Points:
    cdef double *data
    cdef Py_ssize_t count
    cdef int exports
    cdef Py_ssize_t stride

    def __cinit__(self):
        self.stride = sizeof(double)

    def __dealloc__(self):
        free(self.data)

    def grow(self, Py_ssize_t count, double value):
        """Add so many points of a value."""
        cdef Py_ssize_t i
        cdef double *data = <double *>realloc(self.data, (self.count + count) * sizeof(double))
        if data is NULL:
            raise MemoryError
        for i in range(count):
            data[self.count + i] = value
        self.data = data
        self.count += count

    def __getbuffer__(self, Py_buffer *buffer, int flags):
        buffer.buf = self.data
        buffer.obj = self
        buffer.len = self.count * sizeof(double)
        buffer.readonly = 0
        buffer.itemsize = sizeof(double)
        buffer.format = NULL
        if flags & PyBUF_FORMAT:
            buffer.format = b"d"
        buffer.ndim = 1
        buffer.shape = &self.count
        buffer.strides = &self.stride
        buffer.suboffsets = NULL
        buffer.internal = NULL
        self.exports += 1

    def __releasebuffer__(self, Py_buffer *buffer):
        self.exports -= 1


def total(double[:] values):
    """Give the sum of the values."""
    cdef double sum = 0
    cdef Py_ssize_t i
    for i in range(values.shape[0]):
        sum += values[i]
    return sum
