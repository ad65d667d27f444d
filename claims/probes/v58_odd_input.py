"""V-58: what each way of writing `add` as its tool's documentation does makes of odd input."""

from measured import Measured
from seeing import Seen

# Each as it is usually written: (binding, variant), then input by input what becomes of it.
REFUSED, WRONG = "refused", "wrong"
EXPECTED = {
    ("ctypes", "hand-idiom"): (WRONG, WRONG, REFUSED, REFUSED, WRONG),
    ("ctypes-undeclared", "generated"): (WRONG, WRONG, REFUSED, WRONG, WRONG),
    ("cffi-abi", "hand-idiom"): (REFUSED, REFUSED, REFUSED, REFUSED, REFUSED),
    ("cffi-api", "hand-idiom"): (REFUSED, REFUSED, REFUSED, REFUSED, REFUSED),
    ("cython", "hand-idiom"): (REFUSED, REFUSED, WRONG, REFUSED, REFUSED),
    ("pybind11", "hand-idiom"): (REFUSED, REFUSED, REFUSED, REFUSED, REFUSED),
    ("nanobind", "hand-idiom"): (REFUSED, REFUSED, REFUSED, REFUSED, REFUSED),
    ("pyo3", "hand-idiom"): (REFUSED, REFUSED, REFUSED, REFUSED, REFUSED),
}
INPUTS = ("a = 2**31", "a = -2**32", "a = 1.5", 'a = "1"', "one argument too many")

seen = Seen()
rows = Measured("scalar-add")
for (binding, variant), expected in EXPECTED.items():
    if binding not in rows.variants(None, variant):
        seen.also(f"{binding} was not built here")
        continue
    outcomes = tuple(rows.outcome(binding, variant, given)[0] for given in INPUTS)
    seen.that(
        f"{binding} {variant}", outcomes == expected, dict(zip(INPUTS, outcomes, strict=True))
    )
for binding, kind in (
    ("cffi-api", "OverflowError"),
    ("pyo3", "OverflowError"),
    ("pybind11", "TypeError"),
):
    if binding in rows.variants(None, "hand-idiom"):
        raised = rows.outcome(binding, "hand-idiom", INPUTS[0])[1]
        seen.that(f"{binding} calls what is too large {kind}", raised == kind, raised)
seen.end()
