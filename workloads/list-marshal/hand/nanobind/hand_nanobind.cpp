// The C function through nanobind, which makes a vector of the list.
#include <vector>

#include <nanobind/nanobind.h>
#include <nanobind/stl/vector.h>

#include "kernel.h"

namespace nb = nanobind;
using namespace nb::literals;

static double hand_total(const std::vector<double> &values)
{
    return total(values.data(), static_cast<long>(values.size()));
}

NB_MODULE(hand_nanobind, m)
{
    m.def("total", &hand_total, "values"_a, "The sum of the numbers of a list.");
}
