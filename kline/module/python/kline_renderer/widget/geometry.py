"""Where the parts of a chart lie: the plot, the volumes below it, the strips of the axes."""

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QRect

__all__ = ["Geometry", "columns_in_widget"]

GAP = 1
"""Pixels of the line between plot and volumes."""


@dataclass(frozen=True)
class Geometry:
    """Rectangles in pixels of the widget. The plot begins in the upper left corner.

    So an x of the widget is an x of the engine, and device pixels of both coincide.
    """

    plot: QRect
    volumes: QRect
    prices: QRect
    times: QRect
    has_volumes: bool
    bottom: int
    """The first row below the candles and their volumes."""

    @classmethod
    @lru_cache(maxsize=16)
    def of(cls, width: int, height: int, strip: tuple[int, int], volume_share: float) -> "Geometry":
        """Divide a widget; `strip` is the width of the prices and the height of the times.

        Frame after frame asks the same, so what was divided is kept; nobody may change it.
        """
        inner_width, inner_height = max(width - strip[0], 0), max(height - strip[1], 0)
        volume_height = round(inner_height * volume_share)
        plot_height = inner_height - volume_height - (GAP if volume_height else 0)
        plot_height = max(plot_height, 0)
        return cls(
            plot=QRect(0, 0, inner_width, plot_height),
            volumes=QRect(0, inner_height - volume_height, inner_width, volume_height),
            prices=QRect(inner_width, 0, width - inner_width, inner_height),
            times=QRect(0, inner_height, width, height - inner_height),
            has_volumes=inner_width > 0 and volume_height > 0,
            bottom=inner_height if volume_height else plot_height,
        )


@lru_cache(maxsize=16)
def columns_in_widget(x0: int, x1: int, dpr: float, bottom: int) -> QRect:
    """Where columns of device pixels lie, from the top to a row.

    Tick after tick asks the same, so the answer is kept; nobody may change it.
    """
    left = math.floor(x0 / dpr)
    return QRect(left, 0, math.ceil(x1 / dpr) - left, bottom)
