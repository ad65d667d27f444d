"""The demo's window: a chart, and buttons for what it can do."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from kline_renderer.widget import THEMES, RustCandleChart

__all__ = ["Window"]

ZONES = ("UTC", "America/New_York", "Europe/Zurich", "Asia/Tokyo")


class Window(QWidget):
    """A chart under a row of choices."""

    def __init__(self, chart: RustCandleChart) -> None:
        super().__init__()
        self.setWindowTitle("kline_renderer")
        self._chart = chart
        row = QHBoxLayout()
        row.setContentsMargins(6, 4, 6, 4)
        for label, names, choose in (
            ("Theme", tuple(THEMES), chart.set_theme),
            ("Time zone", ZONES, chart.set_time_zone),
            ("Painted by", ("raster", "commands"), chart.set_painting),
        ):
            box = QComboBox()
            box.addItems(names)
            box.textActivated.connect(choose)
            caption = QLabel(label)
            caption.setBuddy(box)
            row.addWidget(caption)
            row.addWidget(box)
        for text, act in (
            ("Last candles", lambda: chart.show_last(120)),
            ("All candles", chart.show_all),
            ("Linear / log", lambda: chart.set_scale("linear" if chart.scale == "log" else "log")),
            ("Fit prices", lambda: chart.set_price_range(None)),
        ):
            button = QPushButton(text)
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(chart, 1)
        chart.setFocus()
