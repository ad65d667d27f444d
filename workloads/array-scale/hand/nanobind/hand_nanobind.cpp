// The C function through nanobind, with its array type.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "kernel.h"

namespace nb = nanobind;
using namespace nb::literals;

using Doubles = nb::ndarray<double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

static void hand_scale(const Doubles &a, double k)
{
    scale(a.data(), static_cast<long>(a.shape(0)), k);
}

NB_MODULE(hand_nanobind, m)
{
    m.def("scale", &hand_scale, "a"_a, "k"_a,
          "Multiplies an array in place; of other elements a copy, so that the change is lost.");
    m.def("scale_checked", &hand_scale, "a"_a.noconvert(), "k"_a,
          "Multiplies in place an array that is what the C function writes.");
}
