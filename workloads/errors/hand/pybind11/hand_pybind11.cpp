// The C functions through pybind11. Without `noconvert` its array type would copy an array of
// another element type in silence, and nothing would be refused.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "kernel.h"

namespace py = pybind11;

using Doubles = py::array_t<double, py::array::c_style>;

static double hand_total(const Doubles &x)
{
    return total(x.data(), static_cast<long>(x.size()));
}

PYBIND11_MODULE(hand_pybind11, m)
{
    m.def("take", &take, py::arg("a"), "Gives its argument.");
    m.def("kind", &kind, py::arg("a"), "Gives its argument.");
    m.def("narrow", &narrow, py::arg("a"), "Gives its argument.");
    m.def("total", &hand_total, py::arg("x").noconvert(), "Adds an array.");
}
