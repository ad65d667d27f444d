"""Tables of candles for charts to show: the same seed, the same candles."""

from typing import Any

import numpy as np

MINUTE_NS = 60_000_000_000


def table(count: int, seed: int = 1) -> dict[str, Any]:
    """Candles of a market that is open from 14:30 to 21:00 UTC, at prices of whole cents."""
    chance = np.random.default_rng(seed)
    closes = np.round(100.0 + np.cumsum(chance.normal(0.0, 0.1, count)), 2)
    opens = np.concatenate([[100.0], closes[:-1]])[:count]
    rows = np.arange(count)
    times = 1_672_669_800_000_000_000 + (rows // 390 * 1440 + rows % 390) * MINUTE_NS
    return {
        "open": opens,
        "high": np.round(np.maximum(opens, closes) + 0.05, 2),
        "low": np.round(np.minimum(opens, closes) - 0.05, 2),
        "close": closes,
        "volume": chance.integers(100, 900, count).astype(float),
        "time": times.astype("datetime64[ns]"),
    }
