"""What is asked of everybody who paints: a widget, and a frame that moves the window by one candle.

A frame sets the visible range, fits the prices to it, and paints before it returns.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from candles import Candles, candles
from PySide6.QtWidgets import QWidget

STEPS = 50
"""So many candles the window goes to and fro; beyond the end where all of them are seen."""


@dataclass(frozen=True)
class Case:
    """What is to be painted."""

    width: int
    height: int
    loaded: int
    visible: int
    is_volatile: bool = False

    @property
    def columns(self) -> Candles:
        """The candles to load."""
        return candles(self.loaded, self.is_volatile)

    def window(self, step: int) -> tuple[int, int]:
        """The visible range of a frame."""
        turn = step % (2 * STEPS)
        moved = turn if turn < STEPS else 2 * STEPS - turn
        first = min(max(self.loaded - self.visible, 0), self.loaded // 2) + moved
        return first, first + self.visible


class Contender(Protocol):
    """Somebody who paints candles."""

    what: str
    """What its figure is of: `frame`, `frame-axes`, `blit` or `tick`."""

    def __init__(self, case: Case) -> None: ...

    @property
    def widget(self) -> QWidget:
        """What is shown."""

    @property
    def painted(self) -> QWidget:
        """What Qt paints: the widget, or its viewport."""

    def frame(self, step: int) -> Any:
        """Move, fit and paint."""
