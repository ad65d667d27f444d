/* The C function through a METH_FASTCALL method, as CPython's documentation writes one. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <limits.h>

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

static PyObject *hand_add(PyObject *module, PyObject *const *args, Py_ssize_t nargs)
{
    int a, b;
    (void)module;
    if (nargs != 2) {
        PyErr_Format(PyExc_TypeError, "add expected 2 arguments, got %zd", nargs);
        return NULL;
    }
    if (as_int(args[0], &a) < 0 || as_int(args[1], &b) < 0)
        return NULL;
    return PyLong_FromLong(add(a, b));
}

static PyMethodDef methods[] = {
    {"add", (PyCFunction)(void (*)(void))hand_add, METH_FASTCALL, "Adds two integers."},
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
