"""The candlestick chart as a widget for PySide6."""

from kline_renderer.widget.chart import RustCandleChart
from kline_renderer.widget.lines import PriceLine
from kline_renderer.widget.themes import THEMES, Theme

__all__ = ["THEMES", "PriceLine", "RustCandleChart", "Theme"]
