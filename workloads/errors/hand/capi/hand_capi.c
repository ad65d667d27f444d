/* The C functions through METH_O methods, with the checks that CPython's documentation shows. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <limits.h>
#include <string.h>

#include "kernel.h"

static int as_int(PyObject *object, int *value)
{
    long wide = PyLong_AsLong(object);
    if (wide == -1 && PyErr_Occurred())
        return -1;
    if (wide < INT_MIN || wide > INT_MAX) {
        PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int");
        return -1;
    }
    *value = (int)wide;
    return 0;
}

static PyObject *through(int (*function)(int), PyObject *object)
{
    int a;
    return as_int(object, &a) < 0 ? NULL : PyLong_FromLong(function(a));
}

static PyObject *hand_take(PyObject *module, PyObject *a)
{
    (void)module;
    return through(take, a);
}

static PyObject *hand_kind(PyObject *module, PyObject *a)
{
    (void)module;
    return through(kind, a);
}

static PyObject *hand_narrow(PyObject *module, PyObject *a)
{
    (void)module;
    return through(narrow, a);
}

static PyObject *hand_total(PyObject *module, PyObject *x)
{
    Py_buffer view;
    PyObject *result = NULL;
    (void)module;
    if (PyObject_GetBuffer(x, &view, PyBUF_C_CONTIGUOUS | PyBUF_FORMAT) < 0)
        return NULL;
    if (view.format == NULL || strcmp(view.format, "d") != 0)
        PyErr_SetString(PyExc_TypeError, "expected an array of doubles");
    else
        result = PyFloat_FromDouble(total(view.buf, view.len / (Py_ssize_t)sizeof(double)));
    PyBuffer_Release(&view);
    return result;
}

static PyMethodDef methods[] = {
    {"take", hand_take, METH_O, "Gives its argument."},
    {"kind", hand_kind, METH_O, "Gives its argument."},
    {"narrow", hand_narrow, METH_O, "Gives its argument."},
    {"total", hand_total, METH_O, "Adds an array."},
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
