/* Takes one number from another; both may be given by name. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *subtract(PyObject *module, PyObject *const *args, Py_ssize_t nargs, PyObject *names)
{
    Py_ssize_t named = names == NULL ? 0 : PyTuple_GET_SIZE(names);
    if (nargs + named != 2) {
        PyErr_SetString(PyExc_TypeError, "subtract() takes 2 arguments");
        return NULL;
    }
    return PyNumber_Subtract(args[0], args[1]);
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
