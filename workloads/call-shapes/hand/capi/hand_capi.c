/* The C functions through the calling convention that CPython's documentation has for each shape:
 * METH_NOARGS, METH_O, and PyArg_ParseTupleAndKeywords where there are names and defaults.
 * The `_fast` ones take names through METH_FASTCALL, which leaves the parsing to their author. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <limits.h>

#include "kernel.h"

static int as_int(PyObject *object, int *value)
{
    long wide = PyLong_AsLong(object);
    if (wide == -1 && PyErr_Occurred())
        return -1;
    if (wide < INT_MIN || wide > INT_MAX) {
        PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int");
        return -1;
    }
    *value = (int)wide;
    return 0;
}

static PyObject *hand_zero(PyObject *module, PyObject *unused)
{
    (void)module;
    (void)unused;
    return PyLong_FromLong(zero());
}

static PyObject *hand_one(PyObject *module, PyObject *object)
{
    int a;
    (void)module;
    if (as_int(object, &a) < 0)
        return NULL;
    return PyLong_FromLong(one(a));
}

static PyObject *hand_two(PyObject *module, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"a", "b", NULL};
    int a, b;
    (void)module;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "ii:two", names, &a, &b))
        return NULL;
    return PyLong_FromLong(two(a, b));
}

static PyObject *hand_eight(PyObject *module, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"a", "b", "c", "d", "e", "f", "g", "h", NULL};
    int a, b, c = 3000, d = 4000, e = 5000, f = 6000, g = 7000, h = 8000;
    (void)module;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "ii|iiiiii:eight", names, &a, &b, &c, &d, &e,
                                     &f, &g, &h))
        return NULL;
    return PyLong_FromLong(eight(a, b, c, d, e, f, g, h));
}

/* Puts the integers into the slots of their parameters, which hold the defaults; the first two
 * have none. The parameters are called a, b, c and so on. */
static int fill(const char *function, PyObject *const *args, Py_ssize_t nargs, PyObject *keywords,
                int *values, Py_ssize_t parameters)
{
    int given[8] = {0};
    Py_ssize_t named = keywords == NULL ? 0 : PyTuple_GET_SIZE(keywords);
    if (nargs > parameters) {
        PyErr_Format(PyExc_TypeError, "%s expected at most %zd arguments, got %zd", function,
                     parameters, nargs);
        return -1;
    }
    for (Py_ssize_t i = 0; i < nargs; i++) {
        if (as_int(args[i], &values[i]) < 0)
            return -1;
        given[i] = 1;
    }
    for (Py_ssize_t i = 0; i < named; i++) {
        PyObject *name = PyTuple_GET_ITEM(keywords, i);
        Py_ssize_t slot = parameters;
        if (PyUnicode_GET_LENGTH(name) == 1)
            slot = (Py_ssize_t)PyUnicode_READ_CHAR(name, 0) - 'a';
        if (slot < 0 || slot >= parameters || given[slot]) {
            PyErr_Format(PyExc_TypeError, "%s has no use for the keyword %R", function, name);
            return -1;
        }
        if (as_int(args[nargs + i], &values[slot]) < 0)
            return -1;
        given[slot] = 1;
    }
    if (!given[0] || !given[1]) {
        PyErr_Format(PyExc_TypeError, "%s misses a or b", function);
        return -1;
    }
    return 0;
}

static PyObject *hand_two_fast(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                               PyObject *keywords)
{
    int v[] = {0, 0};
    (void)module;
    if (fill("two", args, nargs, keywords, v, 2) < 0)
        return NULL;
    return PyLong_FromLong(two(v[0], v[1]));
}

static PyObject *hand_eight_fast(PyObject *module, PyObject *const *args, Py_ssize_t nargs,
                                 PyObject *keywords)
{
    int v[] = {0, 0, 3000, 4000, 5000, 6000, 7000, 8000};
    (void)module;
    if (fill("eight", args, nargs, keywords, v, 8) < 0)
        return NULL;
    return PyLong_FromLong(eight(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]));
}

#define METHOD(function) ((PyCFunction)(void (*)(void))(function))

static PyMethodDef methods[] = {
    {"zero", hand_zero, METH_NOARGS, "Gives a constant."},
    {"one", hand_one, METH_O, "Gives its argument."},
    {"two", METHOD(hand_two), METH_VARARGS | METH_KEYWORDS, "Adds two integers."},
    {"eight", METHOD(hand_eight), METH_VARARGS | METH_KEYWORDS, "Adds eight integers."},
    {"two_fast", METHOD(hand_two_fast), METH_FASTCALL | METH_KEYWORDS, "Adds two integers."},
    {"eight_fast", METHOD(hand_eight_fast), METH_FASTCALL | METH_KEYWORDS, "Adds eight integers."},
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
