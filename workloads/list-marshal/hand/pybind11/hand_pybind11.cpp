// The C function through pybind11, which makes a vector of the list.
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "kernel.h"

namespace py = pybind11;

static double hand_total(const std::vector<double> &values)
{
    return total(values.data(), static_cast<long>(values.size()));
}

PYBIND11_MODULE(hand_pybind11, m)
{
    m.def("total", &hand_total, py::arg("values"), "The sum of the numbers of a list.");
}
