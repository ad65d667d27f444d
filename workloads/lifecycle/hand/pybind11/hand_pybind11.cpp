// The object of C through pybind11: a class that owns the pointer, whose arrays keep it alive.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <memory>
#include <new>

#include "kernel.h"

namespace py = pybind11;

struct End {
    void operator()(cell *one) const { cell_free(one); }
};

class Cell {
public:
    explicit Cell(double value) : pointer(cell_new(value))
    {
        if (!pointer)
            throw std::bad_alloc();
    }
    double get() const { return cell_get(pointer.get()); }
    double *items() { return cell_items(pointer.get()); }

private:
    std::unique_ptr<cell, End> pointer;
};

// The base of the array is the Python object, which is alive as long as the array is.
static py::array_t<double> view_of(const py::object &self)
{
    auto &one = self.cast<Cell &>();
    return py::array_t<double>({CELL_ITEMS}, {sizeof(double)}, one.items(), self);
}

PYBIND11_MODULE(hand_pybind11, m)
{
    py::class_<Cell>(m, "Cell")
        .def(py::init<double>(), py::arg("value"))
        .def("get", &Cell::get, "Gives the first item.")
        .def("view", &view_of, "Gives the items where they are.");
    m.attr("make") = m.attr("Cell");
    m.def(
        "view", [](double value) { return view_of(py::cast(std::make_unique<Cell>(value))); },
        py::arg("value"), "Gives the items of a cell that nobody else has.");
}
