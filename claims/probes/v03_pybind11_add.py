"""V-03: the pybind11 example compiles and adds; it has no keywords, and C++ checks no overflow."""

import pybind11
from seeing import Seen, module

ADD = """
#include <pybind11/pybind11.h>
int add(int a, int b) { return a + b; }
PYBIND11_MODULE(article_add, m) {
    m.doc() = "adds";
    m.def("add", &add, "Adds two integers");
}
"""

seen = Seen()
flags = ("-std=c++17", "-O0", "-fvisibility=hidden", f"-I{pybind11.get_include()}")
added = module(seen, "article_add", ADD, *flags, ending=".cpp")
seen.that("it adds", added.add(1, 2) == 3, f"pybind11 {pybind11.__version__}")
seen.raises(TypeError, "without `py::arg` there are no keywords", lambda: added.add(a=1, b=2))
seen.raises(TypeError, "what is no C int is refused", lambda: added.add(2**31, 0))
# C++ leaves open what comes of a sum that overflows, so it is shown and held to nothing.
seen.also(f"add(2**31 - 1, 1) gave {added.add(2**31 - 1, 1)}, with no exception")
seen.end()
