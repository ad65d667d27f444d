// The C function through pybind11, by way of a C string and of a C++ one.
#include <string>

#include <pybind11/pybind11.h>

#include "kernel.h"

namespace py = pybind11;

static unsigned int head_string(const std::string &text)
{
    return head(text.c_str());
}

PYBIND11_MODULE(hand_pybind11, m)
{
    m.def("head", &head, py::arg("text"), "The number of the beginning of a text.");
    m.def("head_string", &head_string, py::arg("text"), "The same, by way of a copy.");
}
