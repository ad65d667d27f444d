// The C functions through nanobind. Without `noconvert` its array type would copy an array of
// another element type in silence, and nothing would be refused.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include "kernel.h"

namespace nb = nanobind;
using namespace nb::literals;

using Doubles = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

static double hand_total(const Doubles &x)
{
    return total(x.data(), static_cast<long>(x.shape(0)));
}

NB_MODULE(hand_nanobind, m)
{
    m.def("take", &take, "a"_a, "Gives its argument.");
    m.def("kind", &kind, "a"_a, "Gives its argument.");
    m.def("narrow", &narrow, "a"_a, "Gives its argument.");
    m.def("total", &hand_total, nb::arg("x").noconvert(), "Adds an array.");
}
