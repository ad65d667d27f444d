"""The candles that every contender shows: calm ones, or ones whose wicks span the whole picture."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Candles(NamedTuple):
    """Columns of equal length."""

    opens: Floats
    highs: Floats
    lows: Floats
    closes: Floats


@cache
def candles(count: int, is_volatile: bool) -> Candles:
    """A random walk, the same for every contender; every third wick of volatile ones is long."""
    chance = np.random.default_rng(1)
    closes = 100 + np.cumsum(chance.normal(0, 0.1, count))
    opens = np.concatenate([[100.0], closes[:-1]])
    highs = np.maximum(opens, closes) + chance.random(count) * 0.1
    lows = np.minimum(opens, closes) - chance.random(count) * 0.1
    if is_volatile:
        highs[::3], lows[::3] = highs.max(), lows.min()
    return Candles(opens, highs, lows, closes)
