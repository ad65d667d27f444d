/* The C function through the C API, with a loop over the items of any sequence. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "kernel.h"

static PyObject *hand_total(PyObject *module, PyObject *values)
{
    PyObject *sequence = PySequence_Fast(values, "expected a sequence of numbers");
    PyObject *result = NULL;
    (void)module;
    if (sequence == NULL)
        return NULL;
    Py_ssize_t n = PySequence_Fast_GET_SIZE(sequence);
    double *made = PyMem_New(double, n > 0 ? n : 1);
    if (made == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (Py_ssize_t i = 0; i < n; i++) {
        /* A number may run code that shortens the list, so its end is looked at each time. */
        if (i >= PySequence_Fast_GET_SIZE(sequence)) {
            PyErr_SetString(PyExc_RuntimeError, "the list became shorter while it was read");
            goto done;
        }
        PyObject *item = Py_NewRef(PySequence_Fast_GET_ITEM(sequence, i));
        made[i] = PyFloat_AsDouble(item);
        Py_DECREF(item);
        if (made[i] == -1.0 && PyErr_Occurred())
            goto done;
    }
    result = PyFloat_FromDouble(total(made, (long)n));
done:
    PyMem_Free(made);
    Py_DECREF(sequence);
    return result;
}

static PyMethodDef methods[] = {
    {"total", hand_total, METH_O, "The sum of the numbers of a sequence."},
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
