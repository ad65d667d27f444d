"""finplot, with the axes that it always has. It merges candles to some 600 if there are more."""

import os

os.environ["PYQTGRAPH_QT_LIB"] = "PySide6"

import finplot as fplt
import pandas as pd
from contender import STEPS, Case
from PySide6.QtWidgets import QWidget

# Else a window that shows every candle could not be moved beyond the last one.
fplt.right_margin_candles = STEPS + 10
fplt.side_margin = 0.5


class Finplot:
    """A plot of one pane."""

    what = "frame-axes"

    def __init__(self, case: Case) -> None:
        self._case = case
        columns = case.columns
        frame = pd.DataFrame(
            {
                "open": columns.opens,
                "close": columns.closes,
                "high": columns.highs,
                "low": columns.lows,
            },
            index=pd.date_range("2020-01-01", periods=case.loaded, freq="min"),
        )
        self._axes = fplt.create_plot(maximize=False)
        self._window = self._axes.vb.win
        fplt.candlestick_ochl(frame, ax=self._axes)
        fplt.show(qt_exec=False)

    @property
    def widget(self) -> QWidget:
        window: QWidget = self._window
        return window

    @property
    def painted(self) -> QWidget:
        viewport: QWidget = self._window.viewport()
        return viewport

    def frame(self, step: int) -> None:
        self._axes.vb.update_y_zoom(*self._case.window(step))
        self._window.viewport().repaint()
