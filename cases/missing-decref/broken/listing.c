/* Makes a list of strings. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *names(PyObject *module, PyObject *count)
{
    long n = PyLong_AsLong(count);
    PyObject *list = n < 0 ? NULL : PyList_New(0);
    for (long i = 0; list != NULL && i < n; i++) {
        PyObject *name = PyUnicode_FromFormat("name-%ld", i);
        if (name == NULL || PyList_Append(list, name) < 0)
            Py_CLEAR(list);
    }
    return list;
}

static PyMethodDef methods[] = {
    {"names", names, METH_O, "Gives so many names."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "listing", NULL, -1, methods};

PyMODINIT_FUNC PyInit_listing(void)
{
    return PyModule_Create(&definition);
}
