// What a user of nanobind writes for the same signature; the tests exchange arrays with it too.
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

namespace nb = nanobind;

NB_MODULE(nano, m) {
    m.def("take", [](nb::ndarray<const float, nb::ndim<1>, nb::device::cpu>) {}, nb::arg("x"));
    m.def("take_writable", [](nb::ndarray<float, nb::ndim<1>, nb::device::cpu>) {}, nb::arg("x"));
    m.def("address_of", [](nb::ndarray<const float, nb::ndim<1>, nb::device::cpu> x) {
        return reinterpret_cast<uintptr_t>(x.data());
    });
    m.def("fill", [](nb::ndarray<float, nb::ndim<1>, nb::device::cpu> x, float value) {
        for (size_t at = 0; at < x.shape(0); at++) x(at) = value;
    });
    m.def("zeros", [](size_t n) {
        float *data = new float[n]();
        nb::capsule owner(data, [](void *p) noexcept { delete[] static_cast<float *>(p); });
        return nb::ndarray<nb::array_api, float, nb::ndim<1>>(data, {n}, owner);
    });
}
