// The C function through nanobind, by way of a C string.
#include <nanobind/nanobind.h>

#include "kernel.h"

namespace nb = nanobind;
using namespace nb::literals;

NB_MODULE(hand_nanobind, m)
{
    m.def("head", &head, "text"_a, "The number of the beginning of a text.");
}
