/* For measuring only: arguments that come in a tuple and a dictionary, as before CPython 3.7. */
#ifndef FISHPLATE_TUPLE_H
#define FISHPLATE_TUPLE_H

#include "uniform.h"

/* Puts the arguments of a call with keywords, or of a wrong number, into the order of the parameters. */
static FP_OUTLINE int fp_tuple_arguments(const char *function, const char *const *names, Py_ssize_t required,
                                         Py_ssize_t count, PyObject *tuple, PyObject *keywords, PyObject **ordered)
{
    Py_ssize_t positional = PyTuple_GET_SIZE(tuple), named = keywords == NULL ? 0 : PyDict_Size(keywords);
    Py_ssize_t place = 0, at;
    PyObject *keyword, *value, *found = PyTuple_New(named);
    PyObject **given = PyMem_New(PyObject *, positional + named + 1);
    int result = -1;
    if (found == NULL || given == NULL) {
        PyErr_NoMemory();
        goto done;
    }
    for (at = 0; at < positional; at++) {
        given[at] = PyTuple_GET_ITEM(tuple, at);
    }
    while (keywords != NULL && PyDict_Next(keywords, &place, &keyword, &value)) {
        PyTuple_SET_ITEM(found, at - positional, Py_NewRef(keyword));
        given[at++] = value;
    }
    result = fp_arguments(function, names, required, count, given, positional, found, ordered);
done:
    PyMem_Free(given);
    Py_XDECREF(found);
    return result;
}

#endif
