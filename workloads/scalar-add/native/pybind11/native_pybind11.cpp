// The addition itself in C++, overloaded: Python finds the overload by the types of its arguments.
#include <pybind11/pybind11.h>

namespace py = pybind11;

static int add(int a, int b)
{
    return a + b;
}

static double add(double a, double b)
{
    return a + b;
}

PYBIND11_MODULE(native_pybind11, m)
{
    m.def("add", py::overload_cast<int, int>(&add), py::arg("a"), py::arg("b"),
          "Adds two integers.");
    m.def("add", py::overload_cast<double, double>(&add), py::arg("a"), py::arg("b"),
          "Adds two numbers.");
}
