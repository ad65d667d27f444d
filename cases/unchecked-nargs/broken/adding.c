/* Adds two numbers that come as an array of arguments. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *add(PyObject *module, PyObject *const *args, Py_ssize_t nargs)
{
    return PyNumber_Add(args[0], args[1]);
}

static PyMethodDef methods[] = {
    {"add", (PyCFunction)(void (*)(void))add, METH_FASTCALL, "Adds two numbers."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "adding", NULL, -1, methods};

PyMODINIT_FUNC PyInit_adding(void)
{
    return PyModule_Create(&definition);
}
