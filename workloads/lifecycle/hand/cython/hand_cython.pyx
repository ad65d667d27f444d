# The object of C through Cython: an extension type that lends its items by the buffer protocol.
# cython: language_level=3

cdef extern from "kernel.h":
    enum:
        CELL_ITEMS
    ctypedef struct cell:
        pass
    cell *cell_new(double value)
    void cell_free(cell *one)
    double cell_get(const cell *one)
    double *cell_items(cell *one)


cdef class Cell:
    """A cell of C; this object owns it."""

    cdef cell *_pointer
    cdef Py_ssize_t _shape[1]
    cdef Py_ssize_t _strides[1]

    def __cinit__(self, double value):
        self._pointer = cell_new(value)
        if self._pointer is NULL:
            raise MemoryError
        self._shape[0] = CELL_ITEMS
        self._strides[0] = sizeof(double)

    def __dealloc__(self):
        cell_free(self._pointer)

    def get(self):
        """Give the first item."""
        return cell_get(self._pointer)

    def __getbuffer__(self, Py_buffer *buffer, int flags):
        buffer.buf = cell_items(self._pointer)
        buffer.obj = self
        buffer.len = CELL_ITEMS * sizeof(double)
        buffer.itemsize = sizeof(double)
        buffer.readonly = 0
        buffer.ndim = 1
        buffer.format = "d"
        buffer.shape = self._shape
        buffer.strides = self._strides
        buffer.suboffsets = NULL
        buffer.internal = NULL


def make(double value):
    """Make a cell."""
    return Cell(value)


def view(double value):
    """Give the items of a cell that nobody else has."""
    return memoryview(Cell(value))
