// The C function through pybind11: one line and the names of the arguments.
#include <pybind11/pybind11.h>

#include "kernel.h"

namespace py = pybind11;

PYBIND11_MODULE(hand_pybind11, m)
{
    m.def("add", &add, py::arg("a"), py::arg("b"), "Adds two integers.");
}
