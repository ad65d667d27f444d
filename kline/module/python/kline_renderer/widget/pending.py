"""What ticks have made stale since the last paint, gathered from any thread."""

import threading
from typing import NamedTuple

from kline_renderer._native import Damage

__all__ = ["Pending", "Stale"]


class Stale(NamedTuple):
    """What a paint has to do anew."""

    x0: int
    x1: int
    is_rescaled: bool
    grown: int


NOTHING = Stale(0, 0, False, 0)


class Pending:
    """Adds up the damage of many ticks, so that one paint serves them all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stale: Stale | None = None

    def add(self, damage: Damage, grown: int) -> bool:
        """Note a tick; whether it is the first since the last paint."""
        x0, x1 = damage.x0, damage.x1
        with self._lock:
            before = self._stale
            if before is None:
                self._stale = Stale(x0, x1, damage.rescaled, grown)
                return True
            if x0 == x1:
                x0, x1 = before.x0, before.x1
            elif before.x0 != before.x1:
                x0, x1 = min(x0, before.x0), max(x1, before.x1)
            self._stale = Stale(x0, x1, before.is_rescaled or damage.rescaled, before.grown + grown)
            return False

    def take(self) -> Stale:
        """All that was noted, and begin anew."""
        with self._lock:
            stale, self._stale = self._stale, None
        return NOTHING if stale is None else stale
