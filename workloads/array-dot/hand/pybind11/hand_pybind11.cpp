// The C function through pybind11, with its array type.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "kernel.h"

namespace py = pybind11;

using Doubles = py::array_t<double, py::array::c_style>;

static double hand_dot(const Doubles &a, const Doubles &b)
{
    return dot(a.data(), b.data(), static_cast<long>(a.size()));
}

PYBIND11_MODULE(hand_pybind11, m)
{
    m.def("dot", &hand_dot, py::arg("a"), py::arg("b"), "Inner product of two arrays.");
    m.def("dot_noconvert", &hand_dot, py::arg("a").noconvert(), py::arg("b").noconvert(),
          "Inner product of two arrays of doubles, of which no copy is made.");
}
