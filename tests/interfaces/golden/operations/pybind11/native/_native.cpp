// The module operations._native.
#include <pybind11/pybind11.h>

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

namespace py = pybind11;

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

/* The exception that a check has set. */
[[noreturn]] FP_COLD void raise()
{
    throw py::error_already_set();
}

FP_UNUSED py::object owned(PyObject *object)
{
    if (object == nullptr) {
        raise();
    }
    return py::reinterpret_steal<py::object>(object);
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

py::object call_add(py::handle given_0, py::handle given_1)
{
    int64_t in_0;
    if (fp_int(given_0.ptr(), INT64_C(-2147483648), INT64_C(2147483647), "add() argument 'a'", "from -2147483648 to 2147483647", &in_0) < 0) {
        raise();
    }
    int64_t in_1;
    if (fp_int(given_1.ptr(), INT64_C(-2147483648), INT64_C(2147483647), "add() argument 'b'", "from -2147483648 to 2147483647", &in_1) < 0) {
        raise();
    }
    int value;
    value = fp_native_add((int)in_0, (int)in_1);
    return owned(PyLong_FromLong(value));
}

py::object call_wide(py::handle given_0, py::handle given_1)
{
    uint64_t in_0;
    if (fp_uint64(given_0.ptr(), "wide() argument 'value'", "from 0 to 18446744073709551615", &in_0) < 0) {
        raise();
    }
    int64_t in_1;
    if (fp_int(given_1.ptr(), INT64_C(-128), INT64_C(127), "wide() argument 'small'", "from -128 to 127", &in_1) < 0) {
        raise();
    }
    unsigned long value;
    value = fp_native_wide((unsigned long)in_0, (signed char)in_1);
    return owned(PyLong_FromUnsignedLongLong(value));
}

py::object call_narrow(py::handle given_0, py::handle given_1)
{
    float in_0;
    if (fp_float(given_0.ptr(), "narrow() argument 'value'", &in_0) < 0) {
        raise();
    }
    double in_1;
    if (fp_double(given_1.ptr(), "narrow() argument 'exact'", &in_1) < 0) {
        raise();
    }
    float value;
    value = fp_native_narrow((float)in_0, (double)in_1);
    return owned(PyFloat_FromDouble((double)value));
}

py::object call_flip(py::handle given_0)
{
    fp_bool in_0;
    if (fp_truth(given_0.ptr(), 0, "flip() argument 'value'", &in_0) < 0) {
        raise();
    }
    fp_bool value;
    value = fp_native_flip((fp_bool)in_0);
    return owned(PyBool_FromLong(value));
}

py::object call_shift(py::handle given_0)
{
    int64_t in_0;
    if (fp_enum(given_0.ptr(), fp_has_0, "shift() argument 'gear'", "gear", &in_0) < 0) {
        raise();
    }
    int value;
    value = fp_native_shift((int)in_0);
    PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<py::object> members;
    members.call_once_and_store_result(
        []() { return py::object(py::module_::import("operations._enums").attr("_gear_by_value")); });
    PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<py::object> class_object;
    class_object.call_once_and_store_result(
        []() { return py::object(py::module_::import("operations._enums").attr("gear")); });
    return owned(fp_member(members.get_stored().ptr(), nullptr, PyLong_FromLong(value)));
}

py::object call_grant(py::handle given_0)
{
    int64_t in_0;
    if (fp_enum(given_0.ptr(), fp_has_1, "grant() argument 'rights'", "rights", &in_0) < 0) {
        raise();
    }
    unsigned int value;
    value = fp_native_grant((unsigned int)in_0);
    PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<py::object> members;
    members.call_once_and_store_result(
        []() { return py::object(py::module_::import("operations._enums").attr("_rights_by_value")); });
    PYBIND11_CONSTINIT static py::gil_safe_call_once_and_store<py::object> class_object;
    class_object.call_once_and_store_result(
        []() { return py::object(py::module_::import("operations._enums").attr("rights")); });
    return owned(fp_member(members.get_stored().ptr(), class_object.get_stored().ptr(), PyLong_FromUnsignedLong(value)));
}

py::object call_measure(py::handle given_0)
{
    const char *in_0;
    if (fp_text(given_0.ptr(), 1, "measure() argument 'text'", &in_0) < 0) {
        raise();
    }
    unsigned long value;
    value = fp_native_measure(in_0);
    return owned(PyLong_FromUnsignedLongLong(value));
}

py::object call_dot(py::handle given_0, py::handle given_1)
{
    Held held_0;
    if (fp_buffer(given_0.ptr(), &held_0.view, 'f', 'd', 8, 0, "dot() argument 'a'", "a buffer of float64") < 0) {
        raise();
    }
    held_0.is_held = true;
    Held held_1;
    if (fp_buffer(given_1.ptr(), &held_1.view, 'f', 'd', 8, 0, "dot() argument 'b'", "a buffer of float64") < 0) {
        raise();
    }
    held_1.is_held = true;
    if (held_0.view.count != held_1.view.count) {
        fp_length_differs("dot", "a", held_0.view.count, "b", held_1.view.count);
        raise();
    }
    double value;
    value = fp_native_dot((const double *)held_0.view.view.buf, (const double *)held_1.view.view.buf, (long)held_0.view.count);
    return owned(PyFloat_FromDouble((double)value));
}

py::object call_axpy(py::handle given_0, py::handle given_1, py::handle given_2)
{
    double in_0;
    if (fp_double(given_0.ptr(), "axpy() argument 'alpha'", &in_0) < 0) {
        raise();
    }
    Held held_1;
    if (fp_buffer(given_1.ptr(), &held_1.view, 'f', 'f', 4, 0, "axpy() argument 'x'", "a buffer of float32") < 0) {
        raise();
    }
    held_1.is_held = true;
    Held held_2;
    if (fp_buffer(given_2.ptr(), &held_2.view, 'f', 'f', 4, 1, "axpy() argument 'y'", "a buffer of float32") < 0) {
        raise();
    }
    held_2.is_held = true;
    if (held_1.view.count != held_2.view.count) {
        fp_length_differs("axpy", "x", held_1.view.count, "y", held_2.view.count);
        raise();
    }
    if (held_1.view.count > INT64_C(2147483647)) {
        fp_out_of_range("axpy() the length of 'x'", "from -2147483648 to 2147483647");
        raise();
    }
    if (fp_overlap(&held_2.view, &held_1.view)) {
        fp_overlaps("axpy", "y", "x");
        raise();
    }
    {
        py::gil_scoped_release detached;
        fp_native_axpy((double)in_0, (const float *)held_1.view.view.buf, (float *)held_2.view.view.buf, (int)held_1.view.count);
    }
    return py::none();
}

py::object call_quiet()
{
    fp_native_quiet();
    return py::none();
}

}  // namespace

PYBIND11_MODULE(_native, module, py::mod_gil_used(), py::multiple_interpreters::shared_gil())
{
    py::options options;
    options.disable_function_signatures();
    module.def("add", &call_add, py::arg("a"), py::arg("b"), "Adds two numbers.\n\n@param a one number\n@param b another");
    module.def("wide", &call_wide, py::arg("value"), py::arg("small"));
    module.def("narrow", &call_narrow, py::arg("value"), py::arg("exact"));
    module.def("flip", &call_flip, py::arg("value"));
    module.def("shift", &call_shift, py::arg("gear"));
    module.def("grant", &call_grant, py::arg("rights"));
    module.def("measure", &call_measure, py::arg("text"));
    module.def("dot", &call_dot, py::arg("a"), py::arg("b"), "The sum of products.");
    module.def("axpy", &call_axpy, py::arg("alpha"), py::arg("x"), py::arg("y"), "y += alpha x, in place.");
    module.def("quiet", &call_quiet);
}
