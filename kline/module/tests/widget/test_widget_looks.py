"""What is seen: two ways to paint, themes, scales, gaps, zones, files and words."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from kline_renderer.widget import THEMES, RustCandleChart
from pixels import count, words
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from tables import table

OPENING_S = 1_672_669_800


@pytest.mark.parametrize("seen", [40, 120, 1_000])
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_both_ways_to_paint_show_the_same(chart: Any, shot: Any, seen: int, scale: Any) -> None:
    chart.set_parts(axes=False, volumes=False)
    chart.set_scale(scale)
    chart.show_last(seen)
    raster = words(chart.grab().toImage())
    chart.set_painting("commands")
    commands = words(shot(chart))
    # A command is rounded to float32, which may move an end to the next row of pixels.
    drawn = (raster != THEMES["dark"].background).sum()
    assert drawn > 2_000
    assert (raster != commands).sum() <= 0.03 * drawn


@pytest.mark.parametrize("name", THEMES)
def test_every_theme_shows_rising_and_falling(chart: Any, shot: Any, name: str) -> None:
    chart.set_theme(name)
    image = shot(chart)
    theme = THEMES[name]
    for color in (theme.up, theme.down, theme.background, theme.volume_up, theme.volume_down):
        assert count(image, color) > 100


def test_red_up_is_the_other_way_round() -> None:
    assert THEMES["dark-red-up"].up == THEMES["dark"].down
    assert THEMES["light-red-up"].volume_down == THEMES["light"].volume_up


@pytest.mark.parametrize("name", THEMES)
def test_rising_and_falling_differ_in_brightness_too(name: str) -> None:
    def brightness(color: int) -> float:
        red, green, blue = (color >> shift & 0xFF for shift in (16, 8, 0))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    theme = THEMES[name]
    assert abs(brightness(theme.up) - brightness(theme.down)) > 10


def test_gaps_are_empty_and_said_to_be(chart: Any, shot: Any) -> None:
    columns = table(100)
    columns["high"][40:60] = np.nan
    chart.set_data(columns)
    chart.show_all()
    chart.set_parts(volumes=False, grid=False, price_line=False)
    image = words(shot(chart))
    x0, x1 = (round(chart.renderer.x_at(index)) for index in (41, 58))
    plot = image[30 : chart.canvas.geometry.plot.height(), x0:x1]
    assert (plot == THEMES["dark"].background).all()
    chart.set_crosshair((chart.renderer.x_at(50), 100.0))
    assert "no trade" in chart.spoken_text()


def test_the_logarithmic_scale_gives_equal_ratios_equal_heights(chart: Any, shot: Any) -> None:
    chart.set_data({name: [1.0, 10.0, 100.0, 1e4] for name in ("open", "high", "low", "close")})
    chart.set_scale("log")
    chart.show_all()
    shot(chart)
    y = [chart.renderer.y_at(price) for price in (1.0, 10.0, 100.0)]
    assert y[0] - y[1] == pytest.approx(y[1] - y[2], abs=0.01)


def test_nights_take_no_room_on_the_axis(chart: Any, shot: Any) -> None:
    chart.show_range(380, 400)
    shot(chart)
    last, first = (chart.renderer.candle(index).time for index in (389, 390))
    assert first - last > 10 * 3_600_000_000_000
    apart = chart.renderer.x_at(390) - chart.renderer.x_at(389)
    assert apart == pytest.approx(chart.renderer.x_at(389) - chart.renderer.x_at(388), abs=1.0)


@pytest.mark.parametrize(
    ("zone", "opening"),
    [("UTC", "14:30"), ("America/New_York", "09:30"), ("Asia/Tokyo", "23:30")],
)
def test_times_are_those_of_the_zone(chart: Any, shot: Any, zone: str, opening: str) -> None:
    chart.set_time_zone(zone)
    chart.show_range(0, 60)
    shot(chart)
    chart.set_crosshair((chart.renderer.x_at(0), 100.0))
    assert opening in chart.spoken_text()
    texts = [label.text for label in chart.canvas._labels[1]]
    seen = [datetime.fromtimestamp(OPENING_S + 60 * minute, ZoneInfo(zone)) for minute in range(60)]
    of_day = {f"{time:%H:%M}" for time in seen}
    assert len(of_day.intersection(texts)) >= 2


def test_the_zone_changes_its_offset_when_its_clocks_do() -> None:
    from kline_renderer.widget.zones import Zone

    summer = 1_679_792_400  # 26 March 2023, 01:00 UTC, when Europe went to summer time.
    offsets = Zone("Europe/Zurich").offsets((summer - 86_400) * 10**9, (summer + 86_400) * 10**9)
    held = [offset for begin, offset in offsets if begin <= (summer - 1) * 10**9][-1]
    assert held == 3_600
    assert (summer * 10**9, 7_200) in offsets


def test_a_finer_screen_gets_finer_pixels(tmp_path: Path) -> None:
    demo = [sys.executable, "-m", "kline_renderer", "--size", "300x200"]
    for dpr in ("1", "2"):
        subprocess.run(
            [*demo, "--dpr", dpr, "--screenshot", str(tmp_path / f"{dpr}.png")],
            check=True,
            timeout=120,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
    sizes = [QImage(str(tmp_path / f"{dpr}.png")).size().toTuple() for dpr in ("1", "2")]
    assert sizes == [(300, 200), (600, 400)]
    background = THEMES["dark"].background
    drawn = [(words(QImage(str(tmp_path / f"{d}.png"))) != background).sum() for d in ("1", "2")]
    assert drawn[1] > 2 * drawn[0]


def test_files_hold_what_is_seen_and_an_older_one_survives_a_failure(
    chart: Any, tmp_path: Path
) -> None:
    chart.set_crosshair((100.0, 100.0))
    chart.save(str(tmp_path / "chart.png"))
    chart.set_crosshair(None)
    assert QImage(str(tmp_path / "chart.png")) == chart.grab().toImage().convertToFormat(
        QImage(str(tmp_path / "chart.png")).format()
    )
    chart.save(str(tmp_path / "chart.svg"))
    drawing = (tmp_path / "chart.svg").read_text()
    assert drawing.count("<polyline") + drawing.count("<rect") + drawing.count("<path") > 100
    with pytest.raises(OSError, match="cannot write"):
        chart.save(str(tmp_path / "nowhere" / "chart.png"))
    with pytest.raises(ValueError, match=r"say `\.png` or `\.svg`"):
        chart.save(str(tmp_path / "chart.bmp"))


def test_a_screen_reader_is_told_of_the_last_candle(chart: Any) -> None:
    assert chart.accessibleName() == "Candlestick chart"
    QTest.qWait(400)
    last = chart.renderer.candle(-1)
    assert f"close {last.close:.2f}" in chart.accessibleDescription()
    chart.update_last(100.0, 101.5, 99.5, 101.25)
    QTest.qWait(400)
    assert "close 101.25" in chart.accessibleDescription()
    reader = QAccessible.queryAccessibleInterface(chart)
    assert "101.25" in reader.text(QAccessible.Text.Description)


@pytest.mark.parametrize("kind", ["pandas", "pandas-index", "arrow", "structured", "upper case"])
def test_tables_of_every_kind_are_taken(chart: Any, kind: str) -> None:
    columns = table(50)
    frame = pd.DataFrame(columns)
    tables: dict[str, Any] = {
        "pandas": frame,
        "pandas-index": frame.drop(columns="time").set_index(pd.DatetimeIndex(frame["time"])),
        "arrow": pa.table(columns),
        "structured": np.rec.fromarrays(list(columns.values()), names=list(columns)),
        "upper case": {name.title(): column for name, column in columns.items()},
    }
    chart.set_data(tables[kind])
    assert len(chart.renderer) == 50
    assert chart.renderer.candle(0).time == 1_672_669_800_000_000_000
    assert chart.renderer.candle(0).volume is not None


BAD: list[tuple[Any, type[Exception], str]] = [
    ({"open": [1.0], "high": [1.0], "low": [1.0]}, ValueError, "`close`"),
    ({**table(5), "low": [1.0]}, ValueError, "low"),
    ({**table(5), "close": ["a"] * 5}, TypeError, "close"),
    ({**table(5), "Close": [1.0] * 5}, ValueError, "could all be"),
    (7, TypeError, "no table"),
]


@pytest.mark.parametrize(("bad", "kind", "words_of_it"), BAD)
def test_bad_tables_leave_the_chart_as_it_was(
    chart: Any, bad: Any, kind: type[Exception], words_of_it: str
) -> None:
    before = chart.grab().toImage()
    with pytest.raises(kind, match=words_of_it):
        chart.set_data(bad)
    assert chart.grab().toImage() == before


def test_bad_settings_leave_the_chart_as_it_was(chart: Any) -> None:
    QApplication.processEvents()
    before = chart.grab().toImage()
    for call, argument in (
        (chart.set_theme, "purple"),
        (chart.set_scale, "sideways"),
        (chart.set_painting, "oil"),
        (chart.set_time_zone, "Mars/Olympus"),
        (chart.set_time_zone, "../../etc/passwd"),
        (chart.set_price_range, (2.0, 1.0)),
        (chart.set_price_range, (0.0, float("inf"))),
        (chart.set_decimals, 99),
        (chart.add_line, float("nan")),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            call(argument)
    for wrong in ((5.0, 5.0), (9.0, 1.0), (0.0, float("nan"))):
        with pytest.raises(ValueError, match="visible range"):
            chart.show_range(*wrong)
    assert chart.grab().toImage() == before


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (5, 300), (300, 5), (60, 40)])
@pytest.mark.parametrize("candles", [0, 1, 50])
def test_no_size_is_too_small(app: Any, size: tuple[int, int], candles: int) -> None:
    chart = RustCandleChart()
    chart.setMinimumSize(0, 0)
    chart.set_data(table(candles) if candles else {n: [] for n in ("open", "high", "low", "close")})
    chart.resize(*size)
    chart.set_crosshair((1.0, 1.0))
    for painting in ("commands", "raster"):
        chart.set_painting(painting)
        picture = chart.grab()
        assert (picture.width(), picture.height()) == (chart.width(), chart.height())
    chart.close()
