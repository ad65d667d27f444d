// The C function through nanobind, with its array type.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "kernel.h"

namespace nb = nanobind;
using namespace nb::literals;

using Doubles = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

static double hand_dot(const Doubles &a, const Doubles &b)
{
    return dot(a.data(), b.data(), static_cast<long>(a.shape(0)));
}

NB_MODULE(hand_nanobind, m)
{
    m.def("dot", &hand_dot, "a"_a, "b"_a, "Inner product of two arrays.");
}
