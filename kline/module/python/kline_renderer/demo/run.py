"""Runs the demo as the command line asked: in a window, or into a file."""

import argparse

from PySide6.QtWidgets import QApplication

from kline_renderer.demo.feed import Feed
from kline_renderer.demo.market import Market
from kline_renderer.demo.window import Window
from kline_renderer.widget import RustCandleChart

__all__ = ["run"]


def run(asked: argparse.Namespace) -> int:
    """Show the chart; returns when its window is closed, or the file is written."""
    app = QApplication(["kline_renderer"])
    chart = RustCandleChart()
    chart.set_theme(asked.theme)
    chart.set_time_zone(asked.zone)
    chart.set_painting(asked.painting)
    market = Market(asked.seed)
    chart.set_data(market.past(asked.candles), time_unit="ns")
    chart.set_scale("log" if asked.log else "linear")
    if asked.visible:
        chart.show_last(asked.visible)
    else:
        chart.show_all()
    chart.resize(*asked.size)
    if asked.screenshot:
        chart.show()
        app.processEvents()
        chart.save(asked.screenshot)
        return 0
    window = Window(chart)
    window.resize(*asked.size)
    window.show()
    Feed(chart, market).start()
    return app.exec()
