/* The C function through the C API, with the UTF-8 form that the text keeps. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <string.h>

#include "kernel.h"

static PyObject *hand_head(PyObject *module, PyObject *text)
{
    Py_ssize_t size;
    const char *bytes = PyUnicode_AsUTF8AndSize(text, &size);
    (void)module;
    if (bytes == NULL)
        return NULL;
    if (strlen(bytes) != (size_t)size) {
        PyErr_SetString(PyExc_ValueError, "embedded null character");
        return NULL;
    }
    return PyLong_FromUnsignedLong(head(bytes));
}

static PyMethodDef methods[] = {
    {"head", hand_head, METH_O, "The number of the beginning of a text."},
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
