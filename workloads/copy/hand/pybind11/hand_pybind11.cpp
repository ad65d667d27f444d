// The C function through pybind11's array type, which copies what does not fit unless it is told not to.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "kernel.h"

namespace py = pybind11;

template <typename Element>
using Array = py::array_t<Element, py::array::c_style | py::array::forcecast>;

static double hand_peek(const Array<double> &data)
{
    return peek(data.data(), static_cast<long>(data.size()));
}

// The caller's doubles become floats, as in a function that was written for floats. The kernel
// reads doubles, so the three that it would read are handed to it.
static double hand_peek_converted(const Array<float> &data)
{
    const py::ssize_t n = data.size();
    if (n == 0)
        return 0.0;
    const double three[] = {data.at(0), data.at(n / 2), data.at(n - 1)};
    return peek(three, 3);
}

PYBIND11_MODULE(hand_pybind11, m)
{
    m.def("peek", &hand_peek, py::arg("data"));
    m.def("peek_noconvert", &hand_peek, py::arg("data").noconvert());
    m.def("peek_converted", &hand_peek_converted, py::arg("data"));
}
