// Points that show themselves as an array.
#include <pybind11/pybind11.h>
#include <pybind11/numpy.h>

#include <cstddef>

namespace py = pybind11;

class Points {
  public:
    Points(std::size_t count, double value) : count_(count), data_(new double[count])
    {
        for (std::size_t i = 0; i < count; i++)
            data_[i] = value;
    }
    Points(const Points &) = delete;
    Points &operator=(const Points &) = delete;
    ~Points() { delete[] data_; }

    py::array_t<double> shown()
    {
        auto count = static_cast<py::ssize_t>(count_);
        return py::array_t<double>({count}, {py::ssize_t{8}}, data_, py::cast(this));
    }

  private:
    std::size_t count_;
    double *data_;
};

// Reads through the buffer protocol, here and not in the interpreter.
__attribute__((noinline)) static double total(const py::buffer &values)
{
    py::buffer_info info = values.request();
    const double *data = static_cast<const double *>(info.ptr);
    double sum = 0;
    for (py::ssize_t i = 0; i < info.size; i++)
        sum += data[i];
    return sum;
}

PYBIND11_MODULE(points, module)
{
    module.def("total", &total);
    py::class_<Points>(module, "Points")
        .def(py::init<std::size_t, double>())
        .def("shown", &Points::shown);
}
