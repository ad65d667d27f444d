// The C function through pybind11, with its array type.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "kernel.h"

namespace py = pybind11;

using Converted = py::array_t<double, py::array::c_style | py::array::forcecast>;
using Exact = py::array_t<double, py::array::c_style>;

static void hand_scale(Converted a, double k)
{
    scale(a.mutable_data(), static_cast<long>(a.size()), k);
}

static void hand_scale_checked(Exact a, double k)
{
    if (a.ndim() != 1)
        throw py::buffer_error("expected an array of one dimension");
    scale(a.mutable_data(), static_cast<long>(a.size()), k);
}

PYBIND11_MODULE(hand_pybind11, m)
{
    m.def("scale", &hand_scale, py::arg("a"), py::arg("k"),
          "Multiplies an array in place; of other elements a copy, so that the change is lost.");
    m.def("scale_checked", &hand_scale_checked, py::arg("a").noconvert(), py::arg("k"),
          "Multiplies in place an array that is what the C function writes.");
}
