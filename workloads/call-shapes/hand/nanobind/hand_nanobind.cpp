// The C functions through nanobind: a line for each, with the names and defaults.
#include <nanobind/nanobind.h>

#include "kernel.h"

namespace nb = nanobind;
using namespace nb::literals;

NB_MODULE(hand_nanobind, m)
{
    m.def("zero", &zero, "Gives a constant.");
    m.def("one", &one, "a"_a, "Gives its argument.");
    m.def("two", &two, "a"_a, "b"_a, "Adds two integers.");
    m.def("eight", &eight, "a"_a, "b"_a, "c"_a = 3000, "d"_a = 4000, "e"_a = 5000,
          "f"_a = 6000, "g"_a = 7000, "h"_a = 8000, "Adds eight integers.");
}
