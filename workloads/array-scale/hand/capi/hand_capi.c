/* The C function through a METH_FASTCALL method; the buffer protocol lends the memory to write. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

#include "kernel.h"

static PyObject *hand_scale(PyObject *module, PyObject *const *args, Py_ssize_t nargs)
{
    Py_buffer a;
    double k;
    (void)module;
    if (nargs != 2) {
        PyErr_Format(PyExc_TypeError, "scale expected 2 arguments, got %zd", nargs);
        return NULL;
    }
    k = PyFloat_AsDouble(args[1]);
    if (k == -1.0 && PyErr_Occurred())
        return NULL;
    if (PyObject_GetBuffer(args[0], &a, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE | PyBUF_FORMAT) < 0)
        return NULL;
    if (a.format == NULL || strcmp(a.format, "d") != 0) {
        PyBuffer_Release(&a);
        PyErr_SetString(PyExc_TypeError, "expected an array of doubles");
        return NULL;
    }
    scale(a.buf, a.len / (Py_ssize_t)sizeof(double), k);
    PyBuffer_Release(&a);
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"scale", (PyCFunction)(void (*)(void))hand_scale, METH_FASTCALL,
     "Multiplies an array in place."},
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
