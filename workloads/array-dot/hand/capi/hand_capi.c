/* The C function through a METH_FASTCALL method and the buffer protocol. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

#include "kernel.h"

static int as_doubles(PyObject *object, Py_buffer *view)
{
    if (PyObject_GetBuffer(object, view, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) < 0)
        return -1;
    if (view->format == NULL || strcmp(view->format, "d") != 0) {
        PyBuffer_Release(view);
        PyErr_SetString(PyExc_TypeError, "expected an array of doubles");
        return -1;
    }
    return 0;
}

static PyObject *hand_dot(PyObject *module, PyObject *const *args, Py_ssize_t nargs)
{
    Py_buffer a, b;
    PyObject *result = NULL;
    (void)module;
    if (nargs != 2) {
        PyErr_Format(PyExc_TypeError, "dot expected 2 arguments, got %zd", nargs);
        return NULL;
    }
    if (as_doubles(args[0], &a) < 0)
        return NULL;
    if (as_doubles(args[1], &b) < 0) {
        PyBuffer_Release(&a);
        return NULL;
    }
    if (a.len != b.len)
        PyErr_SetString(PyExc_ValueError, "the arrays differ in length");
    else
        result = PyFloat_FromDouble(dot(a.buf, b.buf, a.len / (Py_ssize_t)sizeof(double)));
    PyBuffer_Release(&b);
    PyBuffer_Release(&a);
    return result;
}

static PyMethodDef methods[] = {
    {"dot", (PyCFunction)(void (*)(void))hand_dot, METH_FASTCALL, "Inner product of two arrays."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "hand_capi",
    .m_size = 0,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit_hand_capi(void)
{
    return PyModuleDef_Init(&definition);
}
