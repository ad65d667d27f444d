// The object of C through nanobind: a class that owns the pointer, whose arrays keep it alive.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/unique_ptr.h>

#include <memory>
#include <new>

#include "kernel.h"

namespace nb = nanobind;
using namespace nb::literals;

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

using Items = nb::ndarray<nb::numpy, double, nb::shape<CELL_ITEMS>>;

// The owner of the array is the Python object, which is alive as long as the array is.
static Items view_of(nb::handle self)
{
    return Items(nb::cast<Cell &>(self).items(), {CELL_ITEMS}, self);
}

NB_MODULE(hand_nanobind, m)
{
    nb::class_<Cell>(m, "Cell")
        .def(nb::init<double>(), "value"_a)
        .def("get", &Cell::get, "Gives the first item.")
        .def("view", &view_of, "Gives the items where they are.");
    m.attr("make") = m.attr("Cell");
    m.def(
        "view",
        [](double value) {
            nb::object one = nb::cast(std::make_unique<Cell>(value));
            return view_of(one);
        },
        "value"_a, "Gives the items of a cell that nobody else has.");
}
