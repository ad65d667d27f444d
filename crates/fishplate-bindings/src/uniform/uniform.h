/* The one meaning of a call, for C and C++.
 *
 * Each fp_... check takes one Python argument and gives a C value, or sets the exception that
 * every binding path raises for it and returns -1. `where` names function and parameter.
 * Checks run from left to right; lengths and overlap come last.
 */
#ifndef FISHPLATE_UNIFORM_H
#define FISHPLATE_UNIFORM_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#if PY_VERSION_HEX < 0x030B0000
#error "this package needs CPython 3.11 or newer: build it with the pip of such an interpreter"
#endif

#ifdef __cplusplus
typedef bool fp_bool;
#define FP_EXTERN extern "C"
#else
typedef _Bool fp_bool;
#define FP_EXTERN extern
#endif

/* The symbol behind a prototype: with a label of its own, no name of the library can clash with
 * a macro, a keyword or another declaration. */
#ifdef __APPLE__
#define FP_SYMBOL(name) __asm__("_" name)
#else
#define FP_SYMBOL(name) __asm__(name)
#endif

#define FP_UNUSED __attribute__((unused))
/* What a call rarely needs; what is cold besides is made small and not quick. */
#define FP_OUTLINE __attribute__((noinline, unused))
#define FP_COLD __attribute__((cold, noinline, unused))
#define FP_LIKELY(x) __builtin_expect(!!(x), 1)

/* Integers of one digit have a public test of their own since CPython 3.12. */
#if !defined(FP_IS_COMPACT) && PY_VERSION_HEX >= 0x030C0000 && !defined(Py_LIMITED_API)
#define FP_IS_COMPACT(given) PyUnstable_Long_IsCompact((PyLongObject *)(given))
#define FP_COMPACT_VALUE(given) PyUnstable_Long_CompactValue((PyLongObject *)(given))
#endif

static FP_COLD int fp_wrong_type(const char *where, const char *wanted, PyObject *given)
{
    PyObject *name = PyType_GetName(Py_TYPE(given));
    if (name != NULL) {
        PyErr_Format(PyExc_TypeError, "%s must be %s, not %U", where, wanted, name);
        Py_DECREF(name);
    }
    return -1;
}

static FP_COLD int fp_out_of_range(const char *where, const char *range)
{
    PyErr_Format(PyExc_OverflowError, "%s must be %s", where, range);
    return -1;
}

/* After a failed conversion: words the error of a wrong type or range, keeps any other. */
static FP_COLD int fp_int_failed(PyObject *given, const char *where, const char *range)
{
    if (!PyIndex_Check(given)) {
        PyErr_Clear();
        return fp_wrong_type(where, "an integer", given);
    }
    if (PyErr_ExceptionMatches(PyExc_OverflowError)) {
        PyErr_Clear();
        return fp_out_of_range(where, range);
    }
    return -1;
}

/* Any signed integer, and unsigned ones up to 32 bits: `low` to `high`. */
static inline FP_UNUSED int fp_int(PyObject *given, int64_t low, int64_t high, const char *where,
                                   const char *range, int64_t *value)
{
    int64_t number;
#ifdef FP_IS_COMPACT
    if (FP_LIKELY(PyLong_CheckExact(given) && FP_IS_COMPACT(given))) {
        number = FP_COMPACT_VALUE(given);
    }
    else
#endif
    {
#if PY_SSIZE_T_MAX >= INT64_MAX
        /* About twice as quick as PyLong_AsLong on 3.11, but for an `int` only. */
        number = FP_LIKELY(PyLong_Check(given)) ? PyLong_AsSsize_t(given) : PyLong_AsLongLong(given);
#else
        number = PyLong_AsLongLong(given);
#endif
        if (number == -1 && PyErr_Occurred()) {
            return fp_int_failed(given, where, range);
        }
    }
    if (!FP_LIKELY(number >= low && number <= high)) {
        return fp_out_of_range(where, range);
    }
    *value = number;
    return 0;
}

static inline FP_UNUSED int fp_uint64(PyObject *given, const char *where, const char *range, uint64_t *value)
{
    uint64_t number;
    if (FP_LIKELY(PyLong_Check(given))) {
        number = PyLong_AsUnsignedLongLong(given);
    }
    else {
        PyObject *index = PyNumber_Index(given);
        if (index == NULL) {
            return fp_int_failed(given, where, range);
        }
        number = PyLong_AsUnsignedLongLong(index);
        Py_DECREF(index);
    }
    if (number == (uint64_t)-1 && PyErr_Occurred()) {
        return fp_int_failed(given, where, range);
    }
    *value = number;
    return 0;
}

static inline FP_UNUSED int fp_double(PyObject *given, const char *where, double *value)
{
    double number;
    if (FP_LIKELY(PyFloat_CheckExact(given))) {
#ifdef Py_LIMITED_API
        *value = PyFloat_AsDouble(given);
#else
        *value = PyFloat_AS_DOUBLE(given);
#endif
        return 0;
    }
    number = PyFloat_AsDouble(given);
    if (number == -1.0 && PyErr_Occurred()) {
        PyTypeObject *type = Py_TYPE(given);
        if (PyType_GetSlot(type, Py_nb_float) == NULL && PyType_GetSlot(type, Py_nb_index) == NULL) {
            PyErr_Clear();
            return fp_wrong_type(where, "a number", given);
        }
        return -1;
    }
    *value = number;
    return 0;
}

static inline FP_UNUSED int fp_float(PyObject *given, const char *where, float *value)
{
    double number;
    if (fp_double(given, where, &number) < 0) {
        return -1;
    }
    *value = (float)number;
    if (isinf(*value) && !isinf(number)) {
        return fp_out_of_range(where, "within the range of a 32-bit float");
    }
    return 0;
}

static inline FP_UNUSED int fp_truth(PyObject *given, int accepts_integers, const char *where, fp_bool *value)
{
    if (FP_LIKELY(PyBool_Check(given))) {
        *value = given == Py_True;
        return 0;
    }
    if (accepts_integers && PyIndex_Check(given)) {
        PyObject *index = PyNumber_Index(given);
        int truth;
        if (index == NULL) {
            return -1;
        }
        truth = PyObject_IsTrue(index);
        Py_DECREF(index);
        *value = truth == 1;
        return truth < 0 ? -1 : 0;
    }
    return fp_wrong_type(where, accepts_integers ? "a bool or an integer" : "a bool", given);
}

/* A member of an enumeration: `has` says whether a value is one. */
static inline FP_UNUSED int fp_enum(PyObject *given, int (*has)(int64_t), const char *where, const char *name,
                                    int64_t *value)
{
    int64_t number = PyLong_AsLongLong(given);
    if (number == -1 && PyErr_Occurred()) {
        if (!PyIndex_Check(given)) {
            PyErr_Clear();
            return fp_wrong_type(where, "a member of an enumeration or an integer", given);
        }
        if (!PyErr_ExceptionMatches(PyExc_OverflowError)) {
            return -1;
        }
        PyErr_Clear();
        PyErr_Format(PyExc_ValueError, "%s: the value is not in %s", where, name);
        return -1;
    }
    if (!FP_LIKELY(has(number))) {
        PyErr_Format(PyExc_ValueError, "%s: %lld is not in %s", where, (long long)number, name);
        return -1;
    }
    *value = number;
    return 0;
}

/* Text that ends in NUL; it lives as long as the argument. */
static inline FP_UNUSED int fp_text(PyObject *given, int is_nullable, const char *where, const char **value)
{
    Py_ssize_t size;
    if (PyUnicode_Check(given)) {
        *value = PyUnicode_AsUTF8AndSize(given, &size);
        if (*value == NULL) {
            return -1;
        }
    }
    else if (PyBytes_Check(given)) {
        *value = PyBytes_AsString(given);
        size = PyBytes_Size(given);
    }
    else if (is_nullable && given == Py_None) {
        *value = NULL;
        return 0;
    }
    else {
        return fp_wrong_type(where, is_nullable ? "str, bytes or None" : "str or bytes", given);
    }
    if (strlen(*value) != (size_t)size) {
        PyErr_Format(PyExc_ValueError, "%s must not hold a NUL character", where);
        return -1;
    }
    return 0;
}

/* A buffer that is held for a call. */
typedef struct {
    Py_buffer view;
    Py_ssize_t count;
} fp_view;

/* The kind of a format's one character, or 0. */
static FP_UNUSED char fp_kind(char code)
{
    switch (code) {
    case 'b': case 'h': case 'i': case 'l': case 'q': case 'n':
        return 'i';
    case 'B': case 'H': case 'I': case 'L': case 'Q': case 'N':
        return 'u';
    case 'e': case 'f': case 'd': case 'g':
        return 'f';
    case '?': case 'c':
        return code;
    default:
        return 0;
    }
}

static FP_COLD int fp_format_fits(const char *format, Py_ssize_t itemsize, char kind, Py_ssize_t size)
{
    const int one = 1;
    const char own = *(const char *)&one ? '<' : '>';
    char found;
    if (format == NULL) {
        format = "B";
    }
    if (*format == '@' || *format == '=' || *format == own) {
        format++;
    }
    found = fp_kind(*format);
    if (found == 0 || format[1] != '\0' || itemsize != size) {
        return 0;
    }
    return found == kind || (kind == 'c' && (found == 'i' || found == 'u'));
}

/* Borrows a buffer: element type, dimensions, contiguity, rights and alignment are checked here.
 * `code` is the commonest format of `kind`; another spelling takes the slower way. */
static inline FP_UNUSED int fp_buffer(PyObject *given, fp_view *held, char kind, char code, Py_ssize_t size,
                                      int is_written, const char *where, const char *label)
{
    Py_buffer *view = &held->view;
    /* Contiguity and rights are not asked for: the exporter would word that refusal before the
     * element type is known. */
    if (PyObject_GetBuffer(given, view, PyBUF_RECORDS_RO) < 0) {
        if (PyErr_ExceptionMatches(PyExc_ValueError)) {
            /* An element type that the exporter cannot describe. */
            PyErr_Clear();
            return fp_wrong_type(where, label, given);
        }
        if (!PyObject_CheckBuffer(given)) {
            PyErr_Clear();
            return fp_wrong_type(where, label, given);
        }
        return -1;
    }
    if (!(FP_LIKELY(view->format != NULL && view->format[0] == code && view->format[1] == '\0'
                    && view->itemsize == size)
          || fp_format_fits(view->format, view->itemsize, kind, size))) {
        PyErr_Format(PyExc_TypeError, "%s must be %s, not a buffer of format '%s'", where, label,
                     view->format == NULL ? "B" : view->format);
    }
    else if (view->ndim != 1) {
        PyErr_Format(PyExc_BufferError, "%s must have one dimension, not %d", where, view->ndim);
    }
    else if (view->strides != NULL && view->strides[0] != size && view->len > size) {
        PyErr_Format(PyExc_BufferError, "%s must be contiguous; copy it first", where);
    }
    else if (is_written && view->readonly) {
        PyErr_Format(PyExc_BufferError, "%s is written by the function, and the buffer is read-only", where);
    }
    else if (((uintptr_t)view->buf & (uintptr_t)(size - 1)) != 0 && view->len > 0) {
        PyErr_Format(PyExc_BufferError, "%s must be aligned to %zd bytes; copy it first", where, size);
    }
    else {
        held->count = view->len / size;
        return 0;
    }
    PyBuffer_Release(view);
    return -1;
}

static FP_COLD int fp_length_differs(const char *function, const char *first, Py_ssize_t first_count,
                                     const char *other, Py_ssize_t other_count)
{
    PyErr_Format(PyExc_ValueError, "%s() needs buffers of one length: '%s' has %zd elements, '%s' has %zd", function,
                 first, first_count, other, other_count);
    return -1;
}

static inline FP_UNUSED int fp_overlap(const fp_view *a, const fp_view *b)
{
    uintptr_t a_start = (uintptr_t)a->view.buf, b_start = (uintptr_t)b->view.buf;
    return a->view.len > 0 && b->view.len > 0 && a_start < b_start + (uintptr_t)b->view.len
           && b_start < a_start + (uintptr_t)a->view.len;
}

static FP_COLD int fp_overlaps(const char *function, const char *written, const char *other)
{
    PyErr_Format(PyExc_ValueError, "%s() writes '%s', which overlaps '%s'", function, written, other);
    return -1;
}

/* Whether a keyword is `name`, which is ASCII. */
static inline FP_UNUSED int fp_is_named(PyObject *keyword, const char *name)
{
#ifndef Py_LIMITED_API
    if (FP_LIKELY(PyUnicode_KIND(keyword) == PyUnicode_1BYTE_KIND)) {
        /* The length tells a NUL inside from the one at the end. */
        return strcmp((const char *)PyUnicode_DATA(keyword), name) == 0
               && strlen(name) == (size_t)PyUnicode_GET_LENGTH(keyword);
    }
#endif
    return PyUnicode_CompareWithASCIIString(keyword, name) == 0;
}

/* Puts the arguments of a call that is not simply positional into the order of the parameters. The
 * first `required` must be there; another that is left out is NULL in `ordered`. */
static FP_OUTLINE int fp_arguments(const char *function, const char *const *names, Py_ssize_t required,
                                   Py_ssize_t count, PyObject *const *given, Py_ssize_t positional,
                                   PyObject *keywords, PyObject **ordered)
{
    Py_ssize_t i, k, named = keywords == NULL ? 0 : PyTuple_Size(keywords);
    if (positional > count) {
        PyErr_Format(PyExc_TypeError, "%s() takes %s%zd argument%s (%zd given)", function,
                     required < count ? "at most " : "", count, count == 1 ? "" : "s", positional + named);
        return -1;
    }
    for (i = 0; i < count; i++) {
        ordered[i] = i < positional ? given[i] : NULL;
    }
    for (k = 0; k < named; k++) {
        PyObject *keyword = PyTuple_GetItem(keywords, k);
        /* Most callers keep the order of the parameters. */
        i = positional + k;
        if (i >= count || !fp_is_named(keyword, names[i])) {
            for (i = 0; i < count && !fp_is_named(keyword, names[i]); i++) {
            }
        }
        if (i == count) {
            PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%U'", function, keyword);
            return -1;
        }
        if (ordered[i] != NULL) {
            PyErr_Format(PyExc_TypeError, "%s() got multiple values for argument '%s'", function, names[i]);
            return -1;
        }
        ordered[i] = given[positional + k];
    }
    for (i = positional; i < required; i++) {
        if (ordered[i] == NULL) {
            PyErr_Format(PyExc_TypeError, "%s() missing argument '%s'", function, names[i]);
            return -1;
        }
    }
    return 0;
}

/* A returned value as a member of its enumeration; a value that it does not declare stays an int.
 * `members` maps values to members; `flags` is the class when combinations are values too. */
static FP_UNUSED PyObject *fp_member(PyObject *members, PyObject *flags, PyObject *number)
{
    PyObject *member;
    if (number == NULL) {
        return NULL;
    }
#if PY_VERSION_HEX >= 0x030D0000 && !defined(Py_LIMITED_API)
    /* Without the GIL a borrowed reference may die before it is taken. */
    if (PyDict_GetItemRef(members, number, &member) != 0) {
        /* It was found, or `member` is NULL and the exception is set. */
    }
#else
    member = PyDict_GetItemWithError(members, number);
    if (member != NULL) {
        Py_INCREF(member);
    }
    else if (PyErr_Occurred()) {
        member = NULL;
    }
#endif
    else if (flags != NULL) {
        member = PyObject_CallFunctionObjArgs(flags, number, NULL);
    }
    else {
        return number;
    }
    Py_DECREF(number);
    return member;
}

#endif
