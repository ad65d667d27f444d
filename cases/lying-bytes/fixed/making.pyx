# Makes objects through the C API, and drops each again.

from cpython.object cimport PyObject


cdef extern from "Python.h":
    PyObject *PyBytes_FromStringAndSize(const char *text, Py_ssize_t size)
    void Py_DecRef(PyObject *one)


def make(int count):
    """Make so many objects; gives how many were made."""
    cdef int made = 0
    cdef int i
    cdef PyObject *one
    for i in range(count):
        one = PyBytes_FromStringAndSize("abc", 3)
        if one is not NULL:
            made += 1
            Py_DecRef(one)
    return made
