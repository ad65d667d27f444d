// The module operations._native.
#include <nanobind/nanobind.h>

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

namespace nb = nanobind;

namespace {

/* What a call gives: a new reference, or null when an exception is set. A pointer comes back in a
 * register, so that nanobind's frame around a call ends in a jump. */
struct Made;

FP_UNUSED Made *made(PyObject *object)
{
    return reinterpret_cast<Made *>(object);
}

}  // namespace

/* The result is an object already; nanobind hands a null on with its exception. */
template <> struct nanobind::detail::type_caster<Made> {
    static constexpr auto Name = const_name("object");

    static handle from_cpp(Made *made, rv_policy, cleanup_list *) noexcept
    {
        return reinterpret_cast<PyObject *>(made);
    }
};

namespace {

/* A buffer that is given back when the call ends, however it ends. */
struct Held {
    fp_view view;
    bool is_held = false;

    ~Held()
    {
        if (is_held) {
            PyBuffer_Release(&view.view);
        }
    }
};

/* Literals come as pointers here: their lengths are types, and each would be a new instance of
 * nanobind's templates. */
template <typename Function, typename... Arguments>
FP_COLD void define(nb::module_ &module, const char *name, const char *signature, const char *doc,
                    const Function &function, const Arguments &...arguments)
{
    module.def(name, function, nb::sig(signature), doc, arguments...);
}

/* `None` is for the checks to refuse. */
FP_UNUSED auto needed(const char *name)
{
    return nb::arg(name).none();
}

FP_UNUSED auto optional(const char *name, PyObject *value)
{
    if (value == nullptr) {
        throw nb::python_error();
    }
    return nb::arg(name).none() = nb::steal(value);
}

/* Where a result is looked up. It lies in the function's object, so each module has its own. */
struct Members {
    nb::object by_value;
    nb::object flags;
};

template <typename... Given> struct Giving {
    Made *(*call)(const Members &, Given...);
    Members members;

    Made *operator()(Given... given) const
    {
        return call(members, given...);
    }
};

template <typename... Given>
Giving<Given...> giving(const Members &members, Made *(*call)(const Members &, Given...))
{
    return {call, members};
}

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

Made *call_add(nb::handle given_0, nb::handle given_1)
{
    int64_t in_0;
    if (fp_int(given_0.ptr(), INT64_C(-2147483648), INT64_C(2147483647), "add() argument 'a'", "from -2147483648 to 2147483647", &in_0) < 0) {
        return nullptr;
    }
    int64_t in_1;
    if (fp_int(given_1.ptr(), INT64_C(-2147483648), INT64_C(2147483647), "add() argument 'b'", "from -2147483648 to 2147483647", &in_1) < 0) {
        return nullptr;
    }
    int value;
    value = fp_native_add((int)in_0, (int)in_1);
    return made(PyLong_FromLong(value));
}

Made *call_wide(nb::handle given_0, nb::handle given_1)
{
    uint64_t in_0;
    if (fp_uint64(given_0.ptr(), "wide() argument 'value'", "from 0 to 18446744073709551615", &in_0) < 0) {
        return nullptr;
    }
    int64_t in_1;
    if (fp_int(given_1.ptr(), INT64_C(-128), INT64_C(127), "wide() argument 'small'", "from -128 to 127", &in_1) < 0) {
        return nullptr;
    }
    unsigned long value;
    value = fp_native_wide((unsigned long)in_0, (signed char)in_1);
    return made(PyLong_FromUnsignedLongLong(value));
}

Made *call_narrow(nb::handle given_0, nb::handle given_1)
{
    float in_0;
    if (fp_float(given_0.ptr(), "narrow() argument 'value'", &in_0) < 0) {
        return nullptr;
    }
    double in_1;
    if (fp_double(given_1.ptr(), "narrow() argument 'exact'", &in_1) < 0) {
        return nullptr;
    }
    float value;
    value = fp_native_narrow((float)in_0, (double)in_1);
    return made(PyFloat_FromDouble((double)value));
}

Made *call_flip(nb::handle given_0)
{
    fp_bool in_0;
    if (fp_truth(given_0.ptr(), 0, "flip() argument 'value'", &in_0) < 0) {
        return nullptr;
    }
    fp_bool value;
    value = fp_native_flip((fp_bool)in_0);
    return made(PyBool_FromLong(value));
}

Made *call_shift(const Members &members, nb::handle given_0)
{
    int64_t in_0;
    if (fp_enum(given_0.ptr(), fp_has_0, "shift() argument 'gear'", "gear", &in_0) < 0) {
        return nullptr;
    }
    int value;
    value = fp_native_shift((int)in_0);
    return made(fp_member(members.by_value.ptr(), members.flags.ptr(), PyLong_FromLong(value)));
}

Made *call_grant(const Members &members, nb::handle given_0)
{
    int64_t in_0;
    if (fp_enum(given_0.ptr(), fp_has_1, "grant() argument 'rights'", "rights", &in_0) < 0) {
        return nullptr;
    }
    unsigned int value;
    value = fp_native_grant((unsigned int)in_0);
    return made(fp_member(members.by_value.ptr(), members.flags.ptr(), PyLong_FromUnsignedLong(value)));
}

Made *call_measure(nb::handle given_0)
{
    const char *in_0;
    if (fp_text(given_0.ptr(), 1, "measure() argument 'text'", &in_0) < 0) {
        return nullptr;
    }
    unsigned long value;
    value = fp_native_measure(in_0);
    return made(PyLong_FromUnsignedLongLong(value));
}

Made *call_dot(nb::handle given_0, nb::handle given_1)
{
    Held held_0;
    if (fp_buffer(given_0.ptr(), &held_0.view, 'f', 'd', 8, 0, "dot() argument 'a'", "a buffer of float64") < 0) {
        return nullptr;
    }
    held_0.is_held = true;
    Held held_1;
    if (fp_buffer(given_1.ptr(), &held_1.view, 'f', 'd', 8, 0, "dot() argument 'b'", "a buffer of float64") < 0) {
        return nullptr;
    }
    held_1.is_held = true;
    if (held_0.view.count != held_1.view.count) {
        fp_length_differs("dot", "a", held_0.view.count, "b", held_1.view.count);
        return nullptr;
    }
    double value;
    value = fp_native_dot((const double *)held_0.view.view.buf, (const double *)held_1.view.view.buf, (long)held_0.view.count);
    return made(PyFloat_FromDouble((double)value));
}

Made *call_axpy(nb::handle given_0, nb::handle given_1, nb::handle given_2)
{
    double in_0;
    if (fp_double(given_0.ptr(), "axpy() argument 'alpha'", &in_0) < 0) {
        return nullptr;
    }
    Held held_1;
    if (fp_buffer(given_1.ptr(), &held_1.view, 'f', 'f', 4, 0, "axpy() argument 'x'", "a buffer of float32") < 0) {
        return nullptr;
    }
    held_1.is_held = true;
    Held held_2;
    if (fp_buffer(given_2.ptr(), &held_2.view, 'f', 'f', 4, 1, "axpy() argument 'y'", "a buffer of float32") < 0) {
        return nullptr;
    }
    held_2.is_held = true;
    if (held_1.view.count != held_2.view.count) {
        fp_length_differs("axpy", "x", held_1.view.count, "y", held_2.view.count);
        return nullptr;
    }
    if (held_1.view.count > INT64_C(2147483647)) {
        fp_out_of_range("axpy() the length of 'x'", "from -2147483648 to 2147483647");
        return nullptr;
    }
    if (fp_overlap(&held_2.view, &held_1.view)) {
        fp_overlaps("axpy", "y", "x");
        return nullptr;
    }
    {
        nb::gil_scoped_release detached;
        fp_native_axpy((double)in_0, (const float *)held_1.view.view.buf, (float *)held_2.view.view.buf, (int)held_1.view.count);
    }
    return made(Py_NewRef(Py_None));
}

Made *call_quiet()
{
    fp_native_quiet();
    return made(Py_NewRef(Py_None));
}

}  // namespace

NB_MODULE(_native, module)
{
    nb::object enums = nb::module_::import_("operations._enums");
    const Members members_0 = {enums.attr("_gear_by_value"), nb::object()};
    const Members members_1 = {enums.attr("_rights_by_value"), enums.attr("rights")};
    define(module, "add", "def add(a: SupportsIndex, b: SupportsIndex) -> int", "Adds two numbers.\n\n@param a one number\n@param b another", &call_add, needed("a"), needed("b"));
    define(module, "wide", "def wide(value: SupportsIndex, small: SupportsIndex) -> int", "", &call_wide, needed("value"), needed("small"));
    define(module, "narrow", "def narrow(value: SupportsFloat | SupportsIndex, exact: SupportsFloat | SupportsIndex) -> float", "", &call_narrow, needed("value"), needed("exact"));
    define(module, "flip", "def flip(value: bool) -> bool", "", &call_flip, needed("value"));
    define(module, "shift", "def shift(gear: gear | SupportsIndex) -> gear | int", "", giving(members_0, &call_shift), needed("gear"));
    define(module, "grant", "def grant(rights: rights | SupportsIndex) -> rights | int", "", giving(members_1, &call_grant), needed("rights"));
    define(module, "measure", "def measure(text: str | bytes | None) -> int", "", &call_measure, needed("text"));
    define(module, "dot", "def dot(a: Buffer, b: Buffer) -> float", "The sum of products.", &call_dot, needed("a"), needed("b"));
    define(module, "axpy", "def axpy(alpha: SupportsFloat | SupportsIndex, x: Buffer, y: Buffer) -> None", "y += alpha x, in place.", &call_axpy, needed("alpha"), needed("x"), needed("y"));
    define(module, "quiet", "def quiet() -> None", "", &call_quiet);
}
