/* Says what kind of thing an object is. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *kind(PyObject *module, PyObject *one)
{
    PyObject *name = PyUnicode_FromString(Py_TYPE(one)->tp_name);
    Py_DECREF(one);
    return name;
}

static PyMethodDef methods[] = {
    {"kind", kind, METH_O, "Gives the name of the object's type."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "keeping", NULL, -1, methods};

PyMODINIT_FUNC PyInit_keeping(void)
{
    return PyModule_Create(&definition);
}
