"""Faults of releases of PySide6 that would end the chart, looked for in the installed one."""

import sys
from typing import Any

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from kline_renderer.widget import vector
from PySide6.QtGui import QImage, QPainter

CALLS = 2_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="`None` is immortal from CPython 3.12 on")
def test_calls_that_return_nothing_keep_the_references_to_none(app: Any) -> None:
    """PySide6 6.12.0 loses one at each call, until CPython 3.11 frees `None` and aborts."""
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        painter.drawLine(0, 0, 7, 7)
    after = sys.getrefcount(None)
    painter.end()
    assert abs(after - before) < CALLS / 10


def test_a_painter_draws_from_memory(app: Any) -> None:
    """Else a chart goes on by lists, which is slower, and `make bench-kline` says less."""
    assert vector.takes_pointers()
