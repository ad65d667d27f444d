"""V-09: a copy of 1 KB costs less than a view that is asked for; of 1 MB hundreds of times more."""

import numpy as np
from seeing import Costs, Seen

seen = Seen()
small, large = np.ones(1 << 10, np.uint8), np.ones(1 << 20, np.uint8)
costs = Costs(
    small_copy=small.copy,
    small_view=small.view,
    small_asked=lambda: np.frombuffer(small, np.uint8),
    large_copy=large.copy,
    large_view=large.view,
)
bare = costs.ratio("small_copy", "small_view")
asked = costs.ratio("small_copy", "small_asked")
seen.that("at 1 KB a copy costs a few bare views", bare < 10.0, f"{bare:.1f}; {costs.figures()}")
seen.that("and less than one that is asked for by the buffer protocol", asked < 1.0, f"{asked:.2f}")
ratio = costs.ratio("large_copy", "large_view")
seen.that("at 1 MB sharing saves nearly all", ratio > 20.0, f"a copy costs {ratio:.0f} views")
table = {"1 KB": (0.001, 0.0005, 50.0), "1 MB": (0.5, 0.05, 90.0), "1 GB": (850.0, 0.05, 99.994)}
sums = {size: (1 - shared / copied) * 100 for size, (copied, shared, _) in table.items()}
is_right = all(abs(sums[size] - said) < 0.001 for size, (_, _, said) in table.items())
seen.that("the percentages of the table are those of its own times", is_right, sums)
seen.end()
