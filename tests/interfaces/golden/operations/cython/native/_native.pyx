# cython: language_level=3, autotestdict=False
# cython: binding=False, embedsignature=True, embedsignature.format=clinic
# cython: subinterpreters_compatible=shared_gil
# The module operations._native.

cdef extern from "uniform.h":
    ctypedef signed long long fp_signed "int64_t"
    ctypedef unsigned long long fp_unsigned "uint64_t"
    ctypedef bint fp_bool
    ctypedef struct fp_memory "Py_buffer":
        void *buf
    ctypedef struct fp_view:
        fp_memory view
        Py_ssize_t count
    ctypedef struct fp_object "PyObject":
        pass
    const fp_signed INT64_MIN

    # Each check gives a C value, or raises what every binding path raises.
    int fp_int(object, fp_signed, fp_signed, const char *, const char *, fp_signed *) except -1
    int fp_uint64(object, const char *, const char *, fp_unsigned *) except -1
    int fp_double(object, const char *, double *) except -1
    int fp_float(object, const char *, float *) except -1
    int fp_truth(object, int, const char *, fp_bool *) except -1
    int fp_enum(object, int (*)(fp_signed), const char *, const char *, fp_signed *) except -1
    int fp_text(object, int, const char *, const char **) except -1
    int fp_buffer(object, fp_view *, char, char, Py_ssize_t, int, const char *, const char *) except -1
    int fp_out_of_range(const char *, const char *) except -1
    int fp_length_differs(const char *, const char *, Py_ssize_t, const char *, Py_ssize_t) except -1
    bint fp_overlap(const fp_view *, const fp_view *)
    int fp_overlaps(const char *, const char *, const char *) except -1
    void fp_release "PyBuffer_Release"(fp_memory *)

    # The new integer goes to the look-up, which gives it back or lets it go.
    fp_object *PyLong_FromLong(long)
    fp_object *PyLong_FromLongLong(long long)
    fp_object *PyLong_FromUnsignedLong(unsigned long)
    fp_object *PyLong_FromUnsignedLongLong(unsigned long long)
    object fp_member(object, void *, fp_object *)
    object fp_combination "fp_member"(object, object, fp_object *)

cdef extern from *:
    r"""
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
    """
    int fp_has_0(fp_signed)
    int fp_has_1(fp_signed)

cdef extern from * nogil:
    fp_signed fp_native_add(fp_signed, fp_signed)
    fp_unsigned fp_native_wide(fp_unsigned, fp_signed)
    double fp_native_narrow(float, double)
    fp_bool fp_native_flip(fp_bool)
    fp_signed fp_native_shift(fp_signed)
    fp_signed fp_native_grant(fp_signed)
    fp_unsigned fp_native_measure(const char *)
    double fp_native_dot(const void *, const void *, Py_ssize_t)
    void fp_native_axpy(double, const void *, void *, Py_ssize_t)
    void fp_native_quiet()

from . import _enums as _fp_enums

_fp_members_0 = _fp_enums._gear_by_value
_fp_members_1 = _fp_enums._rights_by_value
_fp_class_1 = _fp_enums.__dict__["rights"]

def add(object a, object b):
    """Adds two numbers.

    @param a one number
    @param b another
    """
    cdef fp_signed fp_in_0
    cdef fp_signed fp_in_1
    fp_int(a, -2147483648, 2147483647, "add() argument 'a'", "from -2147483648 to 2147483647", &fp_in_0)
    fp_int(b, -2147483648, 2147483647, "add() argument 'b'", "from -2147483648 to 2147483647", &fp_in_1)
    return fp_native_add(fp_in_0, fp_in_1)

def wide(object value, object small):
    cdef fp_unsigned fp_in_0
    cdef fp_signed fp_in_1
    fp_uint64(value, "wide() argument 'value'", "from 0 to 18446744073709551615", &fp_in_0)
    fp_int(small, -128, 127, "wide() argument 'small'", "from -128 to 127", &fp_in_1)
    return fp_native_wide(fp_in_0, fp_in_1)

def narrow(object value, object exact):
    cdef float fp_in_0
    cdef double fp_in_1
    fp_float(value, "narrow() argument 'value'", &fp_in_0)
    fp_double(exact, "narrow() argument 'exact'", &fp_in_1)
    return fp_native_narrow(fp_in_0, fp_in_1)

def flip(object value):
    cdef fp_bool fp_in_0
    fp_truth(value, 0, "flip() argument 'value'", &fp_in_0)
    return fp_native_flip(fp_in_0)

def shift(object gear):
    cdef fp_signed fp_in_0
    fp_enum(gear, fp_has_0, "shift() argument 'gear'", "gear", &fp_in_0)
    return fp_member(_fp_members_0, NULL, PyLong_FromLong(fp_native_shift(fp_in_0)))

def grant(object rights):
    cdef fp_signed fp_in_0
    fp_enum(rights, fp_has_1, "grant() argument 'rights'", "rights", &fp_in_0)
    return fp_combination(_fp_members_1, _fp_class_1, PyLong_FromUnsignedLong(fp_native_grant(fp_in_0)))

def measure(object text):
    cdef const char * fp_in_0
    fp_text(text, 1, "measure() argument 'text'", &fp_in_0)
    return fp_native_measure(fp_in_0)

def dot(object a, object b):
    """The sum of products."""
    cdef fp_view fp_in_0
    cdef fp_view fp_in_1
    fp_buffer(a, &fp_in_0, 'f', 'd', 8, 0, "dot() argument 'a'", "a buffer of float64")
    try:
        fp_buffer(b, &fp_in_1, 'f', 'd', 8, 0, "dot() argument 'b'", "a buffer of float64")
        try:
            if fp_in_0.count != fp_in_1.count:
                fp_length_differs("dot", "a", fp_in_0.count, "b", fp_in_1.count)
            return fp_native_dot(fp_in_0.view.buf, fp_in_1.view.buf, fp_in_0.count)
        finally:
            fp_release(&fp_in_1.view)
    finally:
        fp_release(&fp_in_0.view)

def axpy(object alpha, object x, object y):
    """y += alpha x, in place."""
    cdef double fp_in_0
    cdef fp_view fp_in_1
    cdef fp_view fp_in_2
    fp_double(alpha, "axpy() argument 'alpha'", &fp_in_0)
    fp_buffer(x, &fp_in_1, 'f', 'f', 4, 0, "axpy() argument 'x'", "a buffer of float32")
    try:
        fp_buffer(y, &fp_in_2, 'f', 'f', 4, 1, "axpy() argument 'y'", "a buffer of float32")
        try:
            if fp_in_1.count != fp_in_2.count:
                fp_length_differs("axpy", "x", fp_in_1.count, "y", fp_in_2.count)
            if fp_in_1.count > 2147483647:
                fp_out_of_range("axpy() the length of 'x'", "from -2147483648 to 2147483647")
            if fp_overlap(&fp_in_2, &fp_in_1):
                fp_overlaps("axpy", "y", "x")
            with nogil:
                fp_native_axpy(fp_in_0, fp_in_1.view.buf, fp_in_2.view.buf, fp_in_1.count)
        finally:
            fp_release(&fp_in_2.view)
    finally:
        fp_release(&fp_in_1.view)

def quiet():
    fp_native_quiet()
