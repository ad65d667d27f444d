# Makes objects through the C API, and drops each again.

from cpython.object cimport PyObject


cdef extern from "Python.h":
    PyObject *PyFloat_FromDouble(double value)
    void Py_DecRef(PyObject *one)


def make(int count):
    """Make so many objects; gives how many were made."""
    cdef int made = 0
    cdef int i
    cdef PyObject *one
    for i in range(count):
        one = PyFloat_FromDouble(0.5)
        if one is not NULL:
            made += 1
            Py_DecRef(one)
    return made
