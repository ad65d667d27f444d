// The C function through pybind11's array type, which copies what does not fit unless it is told not to.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include "kernel.h"

namespace py = pybind11;

template <typename Element>
using Array = py::array_t<Element, py::array::c_style | py::array::forcecast>;

static double hand_peek(const Array<float> &data)
{
    return peek(data.data(), static_cast<long>(data.size()));
}

PYBIND11_MODULE(hand_pybind11, m)
{
    m.def("peek", &hand_peek, py::arg("data"));
    m.def("peek_noconvert", &hand_peek, py::arg("data").noconvert());
}
