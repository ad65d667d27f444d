/* Waits for a moment with the GIL released, in two places. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <time.h>

__attribute__((noinline)) static void pause_shortly(void)
{
    struct timespec moment = {0, 1000};
    Py_BEGIN_ALLOW_THREADS
    nanosleep(&moment, NULL);
    Py_END_ALLOW_THREADS
}

static PyObject *wait_twice(PyObject *module, PyObject *unused)
{
    Py_BEGIN_ALLOW_THREADS
    pause_shortly();
    pause_shortly();
    Py_END_ALLOW_THREADS
    Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"wait", wait_twice, METH_NOARGS, "Waits for a moment."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "waiting", NULL, -1, methods};

PyMODINIT_FUNC PyInit_waiting(void)
{
    return PyModule_Create(&definition);
}
