// The addition itself in C++, overloaded: Python finds the overload by the types of its arguments.
#include <nanobind/nanobind.h>

namespace nb = nanobind;
using namespace nb::literals;

static int add(int a, int b)
{
    return a + b;
}

static double add(double a, double b)
{
    return a + b;
}

NB_MODULE(native_nanobind, m)
{
    m.def("add", nb::overload_cast<int, int>(&add), "a"_a, "b"_a, "Adds two integers.");
    m.def("add", nb::overload_cast<double, double>(&add), "a"_a, "b"_a, "Adds two numbers.");
}
