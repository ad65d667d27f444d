"""V-09: what is saved by sharing grows with the bytes, and is little at 1 KB."""

from measured import Measured
from seeing import Seen

SIZES = (1 << 10, 1 << 20)

seen = Seen()
rows = Measured("copy")
small, large = (rows.net("numpy", "copy", n) / rows.net("numpy", "view", n) for n in SIZES)
seen.that("at 1 KiB a copy costs a few views", small < 8.0, f"{small:.1f}")
seen.that("at 1 MiB it costs many", large > 50.0, f"{large:.0f}")
bare = rows.net("numpy", "view", SIZES[1]) / rows.net("numpy", "view", SIZES[0])
seen.that("a view costs the same at both sizes", 0.67 < bare < 1.5, f"{bare:.2f} times")
seen.end()
