// The same task as tutorials write it. Each compiles without a warning, and the tests show what it
// does: nobody should take anything from here.

#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#ifdef WITH_STL
#include <pybind11/stl.h>
#endif

namespace py = pybind11;

// `array_t<double>` converts whatever comes, so `values` may be a copy that nobody sees again.
static void twice_converting(py::array_t<double> values)
{
    double *element = values.mutable_data();
    for (py::ssize_t i = 0; i < values.size(); ++i)
        element[i] *= 2;
}

// Contiguity is asked for, and pybind11 makes it so: by a copy.
static void twice_made_contiguous(py::array_t<double, py::array::c_style> values)
{
    twice_converting(values);
}

// The pointer alone: where elements are apart, it reads those between.
static double total_by_pointer(py::array_t<double> values)
{
    py::buffer_info info = values.request();
    const double *element = static_cast<const double *>(info.ptr);
    double sum = 0;
    for (py::ssize_t i = 0; i < info.size; ++i)
        sum += element[i];
    return sum;
}

// A reference to a vector looks like the caller's own list, and is a vector made from it.
static void twice_list(std::vector<double> &values)
{
    for (double &value : values)
        value *= 2;
}

PYBIND11_MODULE(NAME, m)
{
    m.def("twice_converting", &twice_converting);
    m.def("twice_made_contiguous", &twice_made_contiguous);
    m.def("total_by_pointer", &total_by_pointer);
    m.def("twice_list", &twice_list);
}
