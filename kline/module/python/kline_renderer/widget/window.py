"""Which candles are seen, and how zooming, panning and a feed change that. It knows no Qt.

Candle `i` lies from `i` to `i + 1`; the window may reach beyond both ends of the data.
"""

import math

__all__ = ["Window"]

FEWEST = 4.0
"""The fewest candles that a zoom leaves."""

KEPT = 1.0
"""How much of the data a pan always leaves in view, in candles."""


class Window:
    """The visible range, counted in candles."""

    def __init__(self) -> None:
        self.x0 = 0.0
        self.x1 = 120.0

    @property
    def span(self) -> float:
        """How many candles are seen."""
        return self.x1 - self.x0

    def show(self, x0: float, x1: float) -> None:
        """See exactly this range.

        Raises
        ------
        ValueError
            If it is not finite, or has less than a thousandth of a candle.
        """
        if not (math.isfinite(x0) and math.isfinite(x1) and x1 - x0 >= 0.001):
            raise ValueError(
                f"the visible range {x0} to {x1} is reversed, empty or not finite; give the first "
                "candle and one after the last"
            )
        self.x0, self.x1 = float(x0), float(x1)

    def show_last(self, count: float, candles: int) -> None:
        """See the last `count` candles, with a little room for the next ones."""
        room = max(1.0, count * 0.03)
        self.show(candles - max(count, FEWEST) + room, candles + room)

    def zoom(self, factor: float, at: float, candles: int) -> None:
        """See `factor` times as many candles; what is at `at` stays where it is."""
        most = max(candles * 1.25, 200.0)
        span = min(max(self.span * factor, FEWEST), max(most, self.span))
        share = (at - self.x0) / self.span
        self.x0 = at - span * share
        self.x1 = self.x0 + span
        self.pan(0.0, candles)

    def pan(self, by: float, candles: int) -> None:
        """Move by that many candles, but never so far that nothing is seen."""
        span = self.span
        lowest = KEPT - span
        highest = max(candles - KEPT, lowest)
        self.x0 = min(max(self.x0 + by, lowest), highest)
        self.x1 = self.x0 + span

    def holds_last(self, candles: int) -> bool:
        """Whether the last of so many candles is seen whole, so that a feed may move the window."""
        # Half a candle of tolerance: after a pan the edge lies anywhere within one.
        return candles == 0 or (self.x0 < candles <= self.x1 + 0.5)
