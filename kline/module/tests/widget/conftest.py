"""A chart on a screen: Qt's offscreen one, or what QT_QPA_PLATFORM says."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tables import table

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MISSING = (
    "Qt cannot be loaded; on Debian: apt-get install libegl1 libgl1 libxkbcommon0 libdbus-1-3 "
    "libfontconfig1 fonts-dejavu-core"
)
SHOTS = Path(__file__).parents[4] / "target" / "kline-shots"
SIZE = (640, 400)


@pytest.fixture(scope="session")
def app() -> Any:
    widgets = pytest.importorskip("PySide6.QtWidgets", reason=MISSING, exc_type=ImportError)
    return widgets.QApplication.instance() or widgets.QApplication(["test"])


@pytest.fixture(autouse=True)
def nothing_raised(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What is raised while Qt paints or hands on an event ends there: Python only tells of it."""
    raised: list[BaseException] = []

    def keep(kind: type[BaseException], error: BaseException, trace: object) -> None:
        raised.append(error)

    monkeypatch.setattr(sys, "excepthook", keep)
    yield
    assert raised == []


@pytest.fixture
def chart(app: Any) -> Iterator[Any]:
    """A chart of 1,000 candles that is on the screen."""
    from kline_renderer.widget import RustCandleChart
    from PySide6.QtTest import QTest

    chart = RustCandleChart()
    chart.resize(*SIZE)
    chart.set_data(table(1_000))
    chart.show()
    assert QTest.qWaitForWindowExposed(chart)
    app.processEvents()
    yield chart
    chart.close()
    chart.deleteLater()
    app.processEvents()


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    """Takes a picture of a chart, and keeps it below `target/kline-shots`."""

    def take(chart: Any) -> Any:
        folder = SHOTS / os.environ["QT_QPA_PLATFORM"]
        folder.mkdir(parents=True, exist_ok=True)
        image = chart.grab().toImage()
        assert image.save(str(folder / f"{request.node.name.replace('/', '-')}.png"))
        return image

    return take
