"""V-16: a list costs by the element; text costs by its letters, and by which letters they are."""

import ctypes

from seeing import Costs, Seen

N = 100_000
plain, accented = "a" * N, "é" * N
numbers = [1.0] * 1000
array, short = ctypes.c_double * 1000, ctypes.c_double * 10

seen = Seen()
costs = Costs(
    rounds=21,
    plain=plain.encode,
    accented=accented.encode,
    thousand=lambda: array(*numbers),
    ten=lambda: short(*numbers[:10]),
    scalar=lambda: ctypes.c_double(1.0),
)
text, rows = costs.ratio("accented", "plain"), costs.ratio("thousand", "ten")
seen.that("text beyond ASCII costs several times as much", text > 5.0, f"{text:.0f} times")
seen.that(
    "a list costs by the element", rows > 10.0, f"{rows:.0f} times for a hundred times as many"
)
dear = costs.ratio("thousand", "scalar")
seen.that("and far more than one number", dear > 20.0, f"{dear:.0f} times; {costs.figures()}")
seen.end()
