// The C functions through pybind11: a line for each, with the names and defaults.
#include <pybind11/pybind11.h>

#include "kernel.h"

namespace py = pybind11;

PYBIND11_MODULE(hand_pybind11, m)
{
    m.def("zero", &zero, "Gives a constant.");
    m.def("one", &one, py::arg("a"), "Gives its argument.");
    m.def("two", &two, py::arg("a"), py::arg("b"), "Adds two integers.");
    m.def("eight", &eight, py::arg("a"), py::arg("b"), py::arg("c") = 3000, py::arg("d") = 4000,
          py::arg("e") = 5000, py::arg("f") = 6000, py::arg("g") = 7000, py::arg("h") = 8000,
          "Adds eight integers.");
}
