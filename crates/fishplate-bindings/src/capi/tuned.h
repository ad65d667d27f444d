/* For measuring only: the quickest ways that one version of CPython has, where the shared header
 * takes those that it promises to keep. */
#ifndef FISHPLATE_TUNED_H
#define FISHPLATE_TUNED_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

/* Later versions have a public test for an `int` of one digit, which the shared header uses by itself. */
#if PY_VERSION_HEX < 0x030C0000
#define FP_IS_COMPACT(given) ((size_t)(Py_SIZE(given) + 1) < 3)
#define FP_COMPACT_VALUE(given) ((int64_t)Py_SIZE(given) * (int64_t)((PyLongObject *)(given))->ob_digit[0])
#endif

/* A buffer straight from its exporter, without the two calls in between. */
static inline int fp_tuned_get(PyObject *given, Py_buffer *view, int flags)
{
    PyBufferProcs *exporter = Py_TYPE(given)->tp_as_buffer;
    if (exporter == NULL || exporter->bf_getbuffer == NULL) {
        return PyObject_GetBuffer(given, view, flags);
    }
    return exporter->bf_getbuffer(given, view, flags);
}

static inline void fp_tuned_release(Py_buffer *view)
{
    PyObject *owner = view->obj;
    PyBufferProcs *exporter;
    if (owner == NULL) {
        return;
    }
    exporter = Py_TYPE(owner)->tp_as_buffer;
    if (exporter != NULL && exporter->bf_releasebuffer != NULL) {
        exporter->bf_releasebuffer(owner, view);
    }
    view->obj = NULL;
    Py_DECREF(owner);
}

#define PyObject_GetBuffer fp_tuned_get
#define PyBuffer_Release fp_tuned_release

#endif
