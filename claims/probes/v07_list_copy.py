"""V-07: a C array of a list costs more than the whole loop in Python that it was to save."""

import ctypes

from seeing import Costs, Seen, library

seen = Seen()
TEXT = """
double dot(const double *a, const double *b, int n) {
    double sum = 0.0;
    for (int i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}
"""
dot = library(seen, "dotting", TEXT).dot
dot.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int]
dot.restype = ctypes.c_double
N = 50_000
a, b = [float(n % 7) for n in range(N)], [float(n % 5) for n in range(N)]
array = ctypes.c_double * N
in_a, in_b = array(*a), array(*b)


def loop():
    """The product in Python."""
    total = 0.0
    for x, y in zip(a, b, strict=True):
        total += x * y
    return total


costs = Costs(
    rounds=11,
    python=loop,
    copied=lambda: dot(array(*a), array(*b), N),
    shared=lambda: dot(in_a, in_b, N),
)
seen.that("all give the same", loop() == dot(in_a, in_b, N), costs.figures())
copied, shared = costs.ratio("copied", "python"), costs.ratio("shared", "python")
seen.that(
    "with the lists copied, ctypes is slower than Python", copied > 1.0, f"{copied:.2f} times"
)
seen.that("without the copy it is much quicker", shared < 0.2, f"{shared:.3f} times")
seen.end()
