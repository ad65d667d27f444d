"""V-09: what sharing saves grows with the bytes, and at 1 KB a copy may be cheaper."""

from measured import Measured
from seeing import Seen

SIZES = (1 << 10, 1 << 20)

seen = Seen()
rows = Measured("copy")
small, large = (rows.net("numpy", "copy", n) / rows.net("numpy", "view", n) for n in SIZES)
seen.that("at 1 KiB a copy costs a few views", small < 10.0, f"{small:.1f}")
asked = rows.net("numpy", "copy", SIZES[0]) / rows.net("numpy", "frombuffer", SIZES[0])
seen.that("and less than `frombuffer` does", asked < 1.0, f"{asked:.2f} times")
seen.that("at 1 MiB it costs many", large > 50.0, f"{large:.0f}")
bare = rows.net("numpy", "view", SIZES[1]) / rows.net("numpy", "view", SIZES[0])
seen.that("a view costs the same at both sizes", 0.67 < bare < 1.5, f"{bare:.2f} times")
seen.end()
