/* Takes and drops a reference many times, without the GIL. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* Not inlined, since a compiler would see that the two undo each other. */
__attribute__((noinline)) static void take(PyObject *one)
{
    Py_INCREF(one);
}

__attribute__((noinline)) static void drop(PyObject *one)
{
    Py_DECREF(one);
}

static PyObject *touch(PyObject *module, PyObject *one)
{
    Py_BEGIN_ALLOW_THREADS
    for (int i = 0; i < 20000000; i++) {
        take(one);
        drop(one);
    }
    Py_END_ALLOW_THREADS
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"touch", touch, METH_O, "Takes and drops a reference to the object 20 million times."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "counts", NULL, -1, methods};

PyMODINIT_FUNC PyInit_counts(void)
{
    return PyModule_Create(&definition);
}
