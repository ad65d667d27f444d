"""V-07: with a million elements every path that does not copy costs the same."""

from measured import Measured
from seeing import Seen

N = 1_000_000
# Vectors and copies are measured beside them under names of their own.
IDIOMS = ("generated", "hand-idiom")

seen = Seen()
rows = Measured("array-dot")
paths = ("ctypes", "cffi-abi", "cffi-api", "cython", "pybind11", "nanobind", "pyo3", "capi")
measured = [(one, way) for way in IDIOMS for one in rows.variants(N, way) if one in paths]
seen.that("several paths were measured", len(measured) >= 6, len(measured))
for binding, variant in measured:
    times = rows.times_capi(binding, variant, N)
    seen.that(f"{binding} {variant} ties with the C API", 0.8 < times < 1.25, f"{times:.3f} times")
python = rows.net("python", "reference", N)
worst = max(rows.net(binding, variant, N) for binding, variant in measured)
seen.that(
    "the loop in Python costs ten times as much", python > 10 * worst, f"{python / worst:.0f}"
)
seen.end()
