"""A market that is made up: candles of the past, then ticks; from one seed always the same."""

from __future__ import annotations

import random
from array import array
from dataclasses import dataclass, field

__all__ = ["Market"]

MINUTE_NS = 60_000_000_000
DAY_MINUTES = 24 * 60
# Monday, 2 January 2023, 14:30 UTC: the opening bell in New York.
OPENING_NS = 1_672_669_800_000_000_000
SESSION_MINUTES = 390
TICK = 0.01


def quoted(price: float) -> float:
    """A price as it is traded: whole ticks, and at least one."""
    return max(round(price, 2), TICK)


@dataclass
class Market:
    """Minutes of a market that is open for 390 minutes on five days a week."""

    seed: int = 1
    price: float = 100.0
    minute: int = 0
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self._exact = self.price

    def time(self, minute: int) -> int:
        """When a minute of trading begins, in nanoseconds since 1970."""
        session, of_day = divmod(minute, SESSION_MINUTES)
        week, day = divmod(session, 5)
        return OPENING_NS + ((week * 7 + day) * DAY_MINUTES + of_day) * MINUTE_NS

    def past(self, count: int) -> dict[str, array[float] | array[int]]:
        """Columns of `count` candles, the next of which the feed goes on with."""
        columns = {
            name: array("d", bytes(8 * count))
            for name in ("open", "high", "low", "close", "volume")
        }
        times = array("q", bytes(8 * count))
        opens, highs, lows, closes, volumes = columns.values()
        gauss, chance, price = self.chance.gauss, self.chance.random, self.price
        for row in range(count):
            move = price * 0.0006
            close = quoted(price + gauss(0.0, move))
            opens[row], closes[row] = price, close
            highs[row] = quoted(max(price, close) + chance() * move)
            lows[row] = quoted(min(price, close) - chance() * move)
            volumes[row] = round(200.0 + 800.0 * chance() + abs(close - price) / move * 600.0)
            times[row] = self.time(self.minute + row)
            price = close
        self.minute += count
        self.price = self._exact = price
        return {**columns, "time": times}

    def tick(self) -> float:
        """The next price that is traded."""
        self._exact = max(self._exact * (1.0 + self.chance.gauss(0.0, 0.00008)), TICK)
        self.price = quoted(self._exact)
        return self.price
