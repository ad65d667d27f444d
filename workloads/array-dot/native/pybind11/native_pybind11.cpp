// The inner product itself in C++, over pybind11's array type and over vectors of the standard
// library, which pybind11 fills element by element for each call.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstddef>
#include <stdexcept>
#include <vector>

namespace py = pybind11;

using Doubles = py::array_t<double, py::array::c_style>;

static double inner_product(const double *a, std::size_t a_size, const double *b,
                            std::size_t b_size)
{
    if (a_size != b_size)
        throw std::invalid_argument("the arrays differ in length");
    double sum = 0.0;
    for (std::size_t i = 0; i < a_size; i++)
        sum += a[i] * b[i];
    return sum;
}

static double dot(const Doubles &a, const Doubles &b)
{
    return inner_product(a.data(), static_cast<std::size_t>(a.size()), b.data(),
                         static_cast<std::size_t>(b.size()));
}

static double dot_vector(const std::vector<double> &a, const std::vector<double> &b)
{
    return inner_product(a.data(), a.size(), b.data(), b.size());
}

PYBIND11_MODULE(native_pybind11, m)
{
    m.def("dot", &dot, py::arg("a"), py::arg("b"), "Inner product of two arrays.");
    m.def("dot_vector", &dot_vector, py::arg("a"), py::arg("b"),
          "Inner product of two sequences, which are copied.");
}
