// The functions: each says in its parameter what it can work on, and refuses the rest.
//
// Nothing is converted for the caller. A copy that one did not ask for costs time where the array
// is read, and loses the result where it is written.

#include "checked.hpp"

#include <pybind11/pybind11.h>

namespace py = pybind11;
using namespace fast_transform;

// In place, so the memory has to be the caller's own.
static void twice(Contiguous values)
{
    require_aligned(values);
    require_writeable(values);
    double *element = values.mutable_data();
    double *end = element + values.size();
    // The parameter keeps the array, and an array that is kept does not resize its memory.
    py::gil_scoped_release detached;
    for (; element != end; ++element)
        *element *= 2;
}

// The same for every second element, a column, or backwards: it walks by strides.
static void twice_strided(Strided values)
{
    require_one_dimension(values);
    require_aligned(values);
    require_writeable(values);
    auto element = values.mutable_unchecked<1>();
    py::gil_scoped_release detached;
    for (py::ssize_t i = 0; i < element.shape(0); ++i)
        element(i) *= 2;
}

static double total(Strided values)
{
    require_one_dimension(values);
    require_aligned(values);
    auto element = values.unchecked<1>();
    py::gil_scoped_release detached;
    double sum = 0;
    for (py::ssize_t i = 0; i < element.shape(0); ++i)
        sum += element(i);
    return sum;
}

PYBIND11_MODULE(_native, m, py::mod_gil_not_used())
{
    m.doc() = "Arrays in a pybind11 extension, done right.";
    m.def("twice", &twice, py::arg("values").noconvert(),
          "Double every element in place; a float64 array of any shape, contiguous in C's order.");
    m.def("twice_strided", &twice_strided, py::arg("values").noconvert(),
          "Double every element in place; a float64 array of one dimension with any stride.");
    m.def("total", &total, py::arg("values").noconvert(),
          "The sum; a float64 array of one dimension with any stride.");
}
