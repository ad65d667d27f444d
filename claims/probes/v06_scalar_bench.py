"""V-06: the order of the binding paths for one addition is another than the article's."""

from measured import Measured
from seeing import Seen

seen = Seen()
rows = Measured("scalar-add")
python = rows.net("python", "reference")
for binding in ("ctypes", "cffi-api", "cffi-abi", "pybind11"):
    net = rows.net(binding, "hand-idiom")
    seen.that(
        f"{binding} is dearer than the addition in Python",
        net > python,
        f"{net:.0f} against {python:.0f} ns",
    )
cython, pybind11 = rows.net("cython", "hand-idiom"), rows.net("pybind11", "hand-idiom")
seen.that(
    "Cython is quicker than pybind11", cython < pybind11, f"{cython:.0f} against {pybind11:.0f} ns"
)
declared, undeclared = rows.net("ctypes", "hand-idiom"), rows.net("ctypes-undeclared", "generated")
seen.that(
    "ctypes is dearer with its types declared",
    declared > undeclared,
    f"{declared:.0f} against {undeclared:.0f} ns",
)
seen.end()
