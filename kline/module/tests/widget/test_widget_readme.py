"""The example of the widget in the README runs; its window is closed at once."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from tables import table

README = Path(__file__).parents[2] / "README.md"
CLOSED = (
    "from PySide6.QtWidgets import QApplication\nQApplication.exec = QApplication.processEvents\n"
)


def test_the_example_of_the_widget_runs(tmp_path: Path) -> None:
    found = re.search(r"```py\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    pd.DataFrame(table(200)).to_csv(tmp_path / "candles.csv", index=False)
    says = "\nassert chart.isVisible() and len(chart.renderer) == 200\n"
    program = CLOSED + found[1] + says
    subprocess.run(
        [sys.executable, "-c", program], check=True, cwd=tmp_path, env=dict(os.environ), timeout=120
    )
