// What pybind11 does not check of an array: alignment, rights, number of dimensions.
//
// `array_t<double, …>` with `.noconvert()` has made sure before that it is an ndarray of float64 in
// this machine's byte order and, with `c_style`, that it is contiguous. Nothing is computed here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <pybind11/numpy.h>

namespace fast_transform {

namespace py = pybind11;

// No conversion without a word: the flags leave out `forcecast`, which `array_t<double>` has by
// default, and each parameter says `.noconvert()` too, since either alone still copies something.
using Contiguous = py::array_t<double, py::array::c_style>;
using Strided = py::array_t<double, 0>;

inline void require_aligned(const py::array &values)
{
    // A field of a packed record is a strided view whose elements lie across word borders.
    bool is_aligned = reinterpret_cast<std::uintptr_t>(values.data()) % alignof(double) == 0;
    for (py::ssize_t axis = 0; axis < values.ndim(); ++axis)
        is_aligned = is_aligned && values.strides(axis) % static_cast<py::ssize_t>(alignof(double)) == 0;
    if (!is_aligned)
        throw py::buffer_error("the array is not aligned; hand in a copy: numpy.array(values)");
}

inline void require_writeable(const py::array &values)
{
    if (!values.writeable())
        throw py::buffer_error("the array is read-only; hand in a copy: values.copy()");
}

inline void require_one_dimension(const py::array &values)
{
    if (values.ndim() != 1)
        throw py::buffer_error("the array has " + std::to_string(values.ndim())
                               + " dimensions, not 1; hand in values.ravel()");
}

} // namespace fast_transform
