"""V-08: at 1 GiB the copy is dear and takes the memory twice; sharing costs what any call costs."""

from measured import Measured
from seeing import Seen

N = 2**28
GIB = 2**30

seen = Seen()
rows = Measured("tensor-1gib")
copy = rows.row("numpy", "copy", N)
seen.that("the copy takes the memory once more", abs(copy["extra_peak_bytes"] - GIB) < GIB // 50)
for binding, variant in (
    ("ctypes", "from-buffer"),
    ("cffi-api", "from-buffer"),
    ("cython", "memoryview"),
    ("pybind11", "array-t-noconvert"),
    ("numpy", "from-dlpack"),
):
    if binding not in rows.variants(N, variant):
        seen.also(f"{binding} was not built here")
        continue
    row = rows.row(binding, variant, N)
    seen.that(
        f"{binding} {variant} copies nothing and costs no thousandth of the copy",
        row["copied"] is False
        and row["extra_peak_bytes"] < GIB // 100
        and row["net_ns"] * 1000 < copy["net_ns"],
        f"{row['net_ns']:.0f} ns against {copy['net_ns'] / 1e6:.0f} ms",
    )
    # So far below the table's 30 to 120 microseconds that its figures are not those of the view.
    seen.that(f"{binding} stays below the table's figures", row["net_ns"] < 30_000)
seen.end()
