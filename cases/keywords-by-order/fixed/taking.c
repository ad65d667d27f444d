/* Takes one number from another; both may be given by name. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *subtract(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *names)
{
    PyObject *given[2] = {NULL, NULL};
    Py_ssize_t named = names == NULL ? 0 : PyTuple_GET_SIZE(names);
    for (Py_ssize_t i = 0; i < nargs + named; i++) {
        Py_ssize_t place = i;
        if (i >= nargs) {
            PyObject *name = PyTuple_GET_ITEM(names, i - nargs);
            place = PyUnicode_CompareWithASCIIString(name, "a") == 0 ? 0
                : PyUnicode_CompareWithASCIIString(name, "b") == 0   ? 1
                                                                     : 2;
        }
        if (place > 1 || given[place] != NULL) {
            PyErr_SetString(PyExc_TypeError, "subtract() takes `a` and `b`, once each");
            return NULL;
        }
        given[place] = args[i];
    }
    if (given[0] == NULL || given[1] == NULL) {
        PyErr_SetString(PyExc_TypeError, "subtract() takes `a` and `b`");
        return NULL;
    }
    return PyNumber_Subtract(given[0], given[1]);
}

static PyMethodDef methods[] = {
    {"subtract", (PyCFunction)(void (*)(void))subtract, METH_FASTCALL | METH_KEYWORDS,
     "Gives a - b."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "taking", NULL, -1, methods};

PyMODINIT_FUNC PyInit_taking(void)
{
    return PyModule_Create(&definition);
}
