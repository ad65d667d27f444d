"""A window with a chart and a feed, to look at: `python -m kline_renderer`."""
