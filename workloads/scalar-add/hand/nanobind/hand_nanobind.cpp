// The C function through nanobind: one line and the names of the arguments.
#include <nanobind/nanobind.h>

#include "kernel.h"

namespace nb = nanobind;
using namespace nb::literals;

NB_MODULE(hand_nanobind, m)
{
    m.def("add", &add, "a"_a, "b"_a, "Adds two integers.");
}
