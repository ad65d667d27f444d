// The inner product itself in C++, over nanobind's array type and over vectors of the standard
// library, which nanobind fills element by element for each call.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/vector.h>

#include <cstddef>
#include <stdexcept>
#include <vector>

namespace nb = nanobind;
using namespace nb::literals;

using Doubles = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

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
    return inner_product(a.data(), a.shape(0), b.data(), b.shape(0));
}

static double dot_vector(const std::vector<double> &a, const std::vector<double> &b)
{
    return inner_product(a.data(), a.size(), b.data(), b.size());
}

NB_MODULE(native_nanobind, m)
{
    m.def("dot", &dot, "a"_a, "b"_a, "Inner product of two arrays.");
    m.def("dot_vector", &dot_vector, "a"_a, "b"_a,
          "Inner product of two sequences, which are copied.");
}
