"""V-09: a copy of 1 KB costs about what a view does; of 1 MB it costs hundreds of times as much."""

import numpy as np
from seeing import Costs, Seen

seen = Seen()
small, large = np.ones(1 << 10, np.uint8), np.ones(1 << 20, np.uint8)
costs = Costs(
    small_copy=small.copy, small_view=small.view, large_copy=large.copy, large_view=large.view
)
small_ratio, large_ratio = (
    costs.ratio("small_copy", "small_view"),
    costs.ratio("large_copy", "large_view"),
)
seen.that(
    "at 1 KB sharing saves little, if anything",
    small_ratio < 6.0,
    f"a copy costs {small_ratio:.1f} views; {costs.figures()}",
)
seen.that(
    "at 1 MB it saves nearly all", large_ratio > 20.0, f"a copy costs {large_ratio:.0f} views"
)
table = {"1 KB": (0.001, 0.0005, 50.0), "1 MB": (0.5, 0.05, 90.0), "1 GB": (850.0, 0.05, 99.994)}
sums = {size: (1 - shared / copied) * 100 for size, (copied, shared, _) in table.items()}
is_right = all(abs(sums[size] - said) < 0.001 for size, (_, _, said) in table.items())
seen.that("the percentages of the table are those of its own times", is_right, sums)
seen.end()
