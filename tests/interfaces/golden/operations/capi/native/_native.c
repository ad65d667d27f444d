/* The module operations._native. */
#include "uniform.h"

FP_EXTERN int fp_native_add(int, int) FP_SYMBOL("add");
FP_EXTERN unsigned long fp_native_wide(unsigned long, signed char) FP_SYMBOL("wide");
FP_EXTERN float fp_native_narrow(float, double) FP_SYMBOL("narrow");
FP_EXTERN fp_bool fp_native_flip(fp_bool) FP_SYMBOL("flip");
FP_EXTERN int fp_native_shift(int) FP_SYMBOL("shift");
FP_EXTERN unsigned int fp_native_grant(unsigned int) FP_SYMBOL("grant");
FP_EXTERN unsigned long fp_native_measure(const char *) FP_SYMBOL("measure");
FP_EXTERN double fp_native_dot(const double *, const double *, long) FP_SYMBOL("dot");
FP_EXTERN void fp_native_axpy(double, const float *, float *, int) FP_SYMBOL("axpy");
FP_EXTERN void fp_native_quiet(void) FP_SYMBOL("quiet");

static FP_UNUSED int fp_has_0(int64_t value)
{
    switch (value) {
    case INT64_C(-1):
    case INT64_C(0):
    case INT64_C(1):
        return 1;
    default:
        return 0;
    }
}

static FP_UNUSED int fp_has_1(int64_t value)
{
    return (value & ~(INT64_C(3))) == 0;
}

/* What a result is looked up in: members by value, and the class. */
typedef struct {
    PyObject *members_0;
    PyObject *class_0;
    PyObject *members_1;
    PyObject *class_1;
} fp_state;

static PyObject *
call_add(PyObject *module, PyObject *const *given, Py_ssize_t positional, PyObject *keywords)
{
    int64_t in_0;
    int64_t in_1;
    int value;
    PyObject *result = NULL;
    PyObject *ordered[2];
    if (!FP_LIKELY(positional == 2 && keywords == NULL)) {
        static const char *const names[] = {"a", "b"};
        if (fp_arguments("add", names, 2, 2, given, positional, keywords, ordered) < 0) {
            return NULL;
        }
        given = ordered;
    }
    (void)module;
    if (fp_int(given[0], INT64_C(-2147483648), INT64_C(2147483647), "add() argument 'a'", "from -2147483648 to 2147483647", &in_0) < 0) {
        return NULL;
    }
    if (fp_int(given[1], INT64_C(-2147483648), INT64_C(2147483647), "add() argument 'b'", "from -2147483648 to 2147483647", &in_1) < 0) {
        return NULL;
    }
    value = fp_native_add((int)in_0, (int)in_1);
    result = PyLong_FromLong(value);
    return result;
}

static PyObject *
call_wide(PyObject *module, PyObject *const *given, Py_ssize_t positional, PyObject *keywords)
{
    uint64_t in_0;
    int64_t in_1;
    unsigned long value;
    PyObject *result = NULL;
    PyObject *ordered[2];
    if (!FP_LIKELY(positional == 2 && keywords == NULL)) {
        static const char *const names[] = {"value", "small"};
        if (fp_arguments("wide", names, 2, 2, given, positional, keywords, ordered) < 0) {
            return NULL;
        }
        given = ordered;
    }
    (void)module;
    if (fp_uint64(given[0], "wide() argument 'value'", "from 0 to 18446744073709551615", &in_0) < 0) {
        return NULL;
    }
    if (fp_int(given[1], INT64_C(-128), INT64_C(127), "wide() argument 'small'", "from -128 to 127", &in_1) < 0) {
        return NULL;
    }
    value = fp_native_wide((unsigned long)in_0, (signed char)in_1);
    result = PyLong_FromUnsignedLongLong(value);
    return result;
}

static PyObject *
call_narrow(PyObject *module, PyObject *const *given, Py_ssize_t positional, PyObject *keywords)
{
    float in_0;
    double in_1;
    float value;
    PyObject *result = NULL;
    PyObject *ordered[2];
    if (!FP_LIKELY(positional == 2 && keywords == NULL)) {
        static const char *const names[] = {"value", "exact"};
        if (fp_arguments("narrow", names, 2, 2, given, positional, keywords, ordered) < 0) {
            return NULL;
        }
        given = ordered;
    }
    (void)module;
    if (fp_float(given[0], "narrow() argument 'value'", &in_0) < 0) {
        return NULL;
    }
    if (fp_double(given[1], "narrow() argument 'exact'", &in_1) < 0) {
        return NULL;
    }
    value = fp_native_narrow((float)in_0, (double)in_1);
    result = PyFloat_FromDouble((double)value);
    return result;
}

static PyObject *
call_flip(PyObject *module, PyObject *const *given, Py_ssize_t positional, PyObject *keywords)
{
    fp_bool in_0;
    fp_bool value;
    PyObject *result = NULL;
    PyObject *ordered[1];
    if (!FP_LIKELY(positional == 1 && keywords == NULL)) {
        static const char *const names[] = {"value"};
        if (fp_arguments("flip", names, 1, 1, given, positional, keywords, ordered) < 0) {
            return NULL;
        }
        given = ordered;
    }
    (void)module;
    if (fp_truth(given[0], 0, "flip() argument 'value'", &in_0) < 0) {
        return NULL;
    }
    value = fp_native_flip((fp_bool)in_0);
    result = PyBool_FromLong(value);
    return result;
}

static PyObject *
call_shift(PyObject *module, PyObject *const *given, Py_ssize_t positional, PyObject *keywords)
{
    int64_t in_0;
    int value;
    PyObject *result = NULL;
    PyObject *ordered[1];
    if (!FP_LIKELY(positional == 1 && keywords == NULL)) {
        static const char *const names[] = {"gear"};
        if (fp_arguments("shift", names, 1, 1, given, positional, keywords, ordered) < 0) {
            return NULL;
        }
        given = ordered;
    }
    (void)module;
    if (fp_enum(given[0], fp_has_0, "shift() argument 'gear'", "gear", &in_0) < 0) {
        return NULL;
    }
    value = fp_native_shift((int)in_0);
    fp_state *state = (fp_state *)PyModule_GetState(module);
    result = fp_member(state->members_0, NULL, PyLong_FromLong(value));
    return result;
}

static PyObject *
call_grant(PyObject *module, PyObject *const *given, Py_ssize_t positional, PyObject *keywords)
{
    int64_t in_0;
    unsigned int value;
    PyObject *result = NULL;
    PyObject *ordered[1];
    if (!FP_LIKELY(positional == 1 && keywords == NULL)) {
        static const char *const names[] = {"rights"};
        if (fp_arguments("grant", names, 1, 1, given, positional, keywords, ordered) < 0) {
            return NULL;
        }
        given = ordered;
    }
    (void)module;
    if (fp_enum(given[0], fp_has_1, "grant() argument 'rights'", "rights", &in_0) < 0) {
        return NULL;
    }
    value = fp_native_grant((unsigned int)in_0);
    fp_state *state = (fp_state *)PyModule_GetState(module);
    result = fp_member(state->members_1, state->class_1, PyLong_FromUnsignedLong(value));
    return result;
}

static PyObject *
call_measure(PyObject *module, PyObject *const *given, Py_ssize_t positional, PyObject *keywords)
{
    const char *in_0;
    unsigned long value;
    PyObject *result = NULL;
    PyObject *ordered[1];
    if (!FP_LIKELY(positional == 1 && keywords == NULL)) {
        static const char *const names[] = {"text"};
        if (fp_arguments("measure", names, 1, 1, given, positional, keywords, ordered) < 0) {
            return NULL;
        }
        given = ordered;
    }
    (void)module;
    if (fp_text(given[0], 1, "measure() argument 'text'", &in_0) < 0) {
        return NULL;
    }
    value = fp_native_measure(in_0);
    result = PyLong_FromUnsignedLongLong(value);
    return result;
}

static PyObject *
call_dot(PyObject *module, PyObject *const *given, Py_ssize_t positional, PyObject *keywords)
{
    fp_view in_0;
    fp_view in_1;
    double value;
    PyObject *result = NULL;
    PyObject *ordered[2];
    if (!FP_LIKELY(positional == 2 && keywords == NULL)) {
        static const char *const names[] = {"a", "b"};
        if (fp_arguments("dot", names, 2, 2, given, positional, keywords, ordered) < 0) {
            return NULL;
        }
        given = ordered;
    }
    (void)module;
    if (fp_buffer(given[0], &in_0, 'f', 'd', 8, 0, "dot() argument 'a'", "a buffer of float64") < 0) {
        return NULL;
    }
    if (fp_buffer(given[1], &in_1, 'f', 'd', 8, 0, "dot() argument 'b'", "a buffer of float64") < 0) {
        goto release_0;
    }
    if (in_0.count != in_1.count) {
        fp_length_differs("dot", "a", in_0.count, "b", in_1.count);
        goto release_1;
    }
    value = fp_native_dot((const double *)in_0.view.buf, (const double *)in_1.view.buf, (long)in_0.count);
    result = PyFloat_FromDouble((double)value);
    release_1:
    PyBuffer_Release(&in_1.view);
    release_0:
    PyBuffer_Release(&in_0.view);
    return result;
}

static PyObject *
call_axpy(PyObject *module, PyObject *const *given, Py_ssize_t positional, PyObject *keywords)
{
    double in_0;
    fp_view in_1;
    fp_view in_2;
    PyObject *result = NULL;
    PyObject *ordered[3];
    if (!FP_LIKELY(positional == 3 && keywords == NULL)) {
        static const char *const names[] = {"alpha", "x", "y"};
        if (fp_arguments("axpy", names, 3, 3, given, positional, keywords, ordered) < 0) {
            return NULL;
        }
        given = ordered;
    }
    (void)module;
    if (fp_double(given[0], "axpy() argument 'alpha'", &in_0) < 0) {
        return NULL;
    }
    if (fp_buffer(given[1], &in_1, 'f', 'f', 4, 0, "axpy() argument 'x'", "a buffer of float32") < 0) {
        return NULL;
    }
    if (fp_buffer(given[2], &in_2, 'f', 'f', 4, 1, "axpy() argument 'y'", "a buffer of float32") < 0) {
        goto release_1;
    }
    if (in_1.count != in_2.count) {
        fp_length_differs("axpy", "x", in_1.count, "y", in_2.count);
        goto release_2;
    }
    if (in_1.count > INT64_C(2147483647)) {
        fp_out_of_range("axpy() the length of 'x'", "from -2147483648 to 2147483647");
        goto release_2;
    }
    if (fp_overlap(&in_2, &in_1)) {
        fp_overlaps("axpy", "y", "x");
        goto release_2;
    }
    Py_BEGIN_ALLOW_THREADS
    fp_native_axpy((double)in_0, (const float *)in_1.view.buf, (float *)in_2.view.buf, (int)in_1.count);
    Py_END_ALLOW_THREADS
    result = Py_NewRef(Py_None);
    release_2:
    PyBuffer_Release(&in_2.view);
    release_1:
    PyBuffer_Release(&in_1.view);
    return result;
}

static PyObject *
call_quiet(PyObject *module, PyObject *FP_UNUSED nothing)
{
    PyObject *result = NULL;
    (void)module;
    fp_native_quiet();
    result = Py_NewRef(Py_None);
    return result;
}

static PyMethodDef methods[] = {
    {"add", (PyCFunction)(void (*)(void))call_add, METH_FASTCALL | METH_KEYWORDS, "add($module, a, b)\n--\n\nAdds two numbers.\n\n@param a one number\n@param b another"},
    {"wide", (PyCFunction)(void (*)(void))call_wide, METH_FASTCALL | METH_KEYWORDS, "wide($module, value, small)\n--\n\n"},
    {"narrow", (PyCFunction)(void (*)(void))call_narrow, METH_FASTCALL | METH_KEYWORDS, "narrow($module, value, exact)\n--\n\n"},
    {"flip", (PyCFunction)(void (*)(void))call_flip, METH_FASTCALL | METH_KEYWORDS, "flip($module, value)\n--\n\n"},
    {"shift", (PyCFunction)(void (*)(void))call_shift, METH_FASTCALL | METH_KEYWORDS, "shift($module, gear)\n--\n\n"},
    {"grant", (PyCFunction)(void (*)(void))call_grant, METH_FASTCALL | METH_KEYWORDS, "grant($module, rights)\n--\n\n"},
    {"measure", (PyCFunction)(void (*)(void))call_measure, METH_FASTCALL | METH_KEYWORDS, "measure($module, text)\n--\n\n"},
    {"dot", (PyCFunction)(void (*)(void))call_dot, METH_FASTCALL | METH_KEYWORDS, "dot($module, a, b)\n--\n\nThe sum of products."},
    {"axpy", (PyCFunction)(void (*)(void))call_axpy, METH_FASTCALL | METH_KEYWORDS, "axpy($module, alpha, x, y)\n--\n\ny += alpha x, in place."},
    {"quiet", (PyCFunction)(void (*)(void))call_quiet, METH_NOARGS, "quiet($module)\n--\n\n"},
    {NULL, NULL, 0, NULL},
};

static int
module_exec(PyObject *module)
{
    fp_state *state = (fp_state *)PyModule_GetState(module);
    PyObject *enums = PyImport_ImportModule("operations._enums");
    if (enums == NULL) {
        return -1;
    }
    state->members_0 = PyObject_GetAttrString(enums, "_gear_by_value");
    state->class_0 = PyObject_GetAttrString(enums, "gear");
    state->members_1 = PyObject_GetAttrString(enums, "_rights_by_value");
    state->class_1 = PyObject_GetAttrString(enums, "rights");
    Py_DECREF(enums);
    return PyErr_Occurred() ? -1 : 0;
}

static int
module_traverse(PyObject *module, visitproc visit, void *arg)
{
    fp_state *state = (fp_state *)PyModule_GetState(module);
    Py_VISIT(state->members_0);
    Py_VISIT(state->class_0);
    Py_VISIT(state->members_1);
    Py_VISIT(state->class_1);
    return 0;
}

static int
module_clear(PyObject *module)
{
    fp_state *state = (fp_state *)PyModule_GetState(module);
    Py_CLEAR(state->members_0);
    Py_CLEAR(state->class_0);
    Py_CLEAR(state->members_1);
    Py_CLEAR(state->class_1);
    return 0;
}

static void
module_free(void *module)
{
    module_clear((PyObject *)module);
}

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, (void *)module_exec},
    #ifdef Py_mod_multiple_interpreters
    {Py_mod_multiple_interpreters, Py_MOD_MULTIPLE_INTERPRETERS_SUPPORTED},
    #endif
    #ifdef Py_mod_gil
    {Py_mod_gil, Py_MOD_GIL_USED},
    #endif
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, .m_name = "operations._native", .m_size = sizeof(fp_state), .m_methods = methods, .m_slots = slots, .m_traverse = module_traverse, .m_clear = module_clear, .m_free = module_free,
};

PyMODINIT_FUNC
PyInit__native(void)
{
    return PyModuleDef_Init(&definition);
}
