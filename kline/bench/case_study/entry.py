"""One row of the table: a contender with its case, the proof that it paints, and what it took."""

import gc
import time
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np
from contender import Case, Contender
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

FEWEST_PIXELS = 300
"""What candles cover at least; an empty picture has no pixel that is not background."""


class Paints(QObject):
    """Counts the paint events of a widget; it is taken off before anything is timed."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


def on_screen(widget: QWidget) -> QImage:
    """What the window system shows of a widget."""
    image = widget.screen().grabWindow(widget.winId()).toImage()
    return image.convertToFormat(QImage.Format.Format_RGB32)


def drawn(image: QImage) -> int:
    """How many pixels differ from the most frequent colour, the background."""
    rows = np.frombuffer(image.constBits(), np.uint32)
    _, counts = np.unique(rows, return_counts=True)
    return int(rows.size - counts.max()) if rows.size else 0


@dataclass
class Entry:
    """A row, and what it becomes."""

    contender: str
    maker: type[Contender]
    case: Case
    status: str = "ok"
    reason: str | None = None
    painted_pixels: int = 0
    setup_ms: float = 0.0
    rough_ms: float = 0.0
    cpu_ms: list[float] = field(default_factory=list)
    wall_ms: list[float] = field(default_factory=list)
    rounds_ms: dict[int, float] = field(default_factory=dict)
    _made: Contender | None = None
    _step: int = 0

    @property
    def what(self) -> str:
        """What the figure is of."""
        return self.maker.what

    def skip(self, reason: str) -> None:
        """Leave it out, and say why."""
        self.status, self.reason = "skipped", reason

    def open(self) -> None:
        """Make it, show it, and prove that its frames paint and differ."""
        start = time.thread_time()
        made = self.maker(self.case)
        widget = made.widget
        widget.setFixedSize(self.case.width, self.case.height)
        widget.show()
        if not QTest.qWaitForWindowExposed(widget, 10_000):
            self.status, self.reason = "failed", "its window was never exposed"
            return
        made.frame(0)
        self.setup_ms = (time.thread_time() - start) * 1e3
        self._made = made
        self._prove(made)

    def _prove(self, made: Contender) -> None:
        paints = Paints()
        made.painted.installEventFilter(paints)
        shown, took_ms, frames = [], [], (2, 27, 49)
        for step in frames:
            start = time.thread_time()
            made.frame(step)
            took_ms.append((time.thread_time() - start) * 1e3)
            shown.append(on_screen(made.widget))
        # The first frames fill caches.
        self.rough_ms = min(took_ms)
        made.painted.removeEventFilter(paints)
        self.painted_pixels = drawn(shown[-1])
        size = shown[-1].size().toTuple()
        if paints.count < len(frames):
            self.status, self.reason = "failed", f"{paints.count} paints in {len(frames)} frames"
        elif self.painted_pixels < FEWEST_PIXELS or size != (self.case.width, self.case.height):
            self.status = "failed"
            self.reason = f"{self.painted_pixels} pixels are drawn on a window of {size}"
        elif self._moves(frames[1] - frames[0]) and shown[0] == shown[1]:
            self.status, self.reason = "failed", "two frames show the same picture"

    def _moves(self, candles: int) -> bool:
        """Whether so many candles further on is another picture: not if they share a pixel."""
        is_far = candles * self.case.width >= 2 * self.case.visible
        return self.what == "tick" or (self.what != "blit" and is_far)

    def run(self, round_: int, frames: int) -> None:
        """One round: some frames, each timed by itself."""
        if self._made is None:
            return
        frame, took = self._made.frame, []
        for _ in range(frames):
            self._step += 1
            step, wall, cpu = self._step, time.perf_counter(), time.thread_time()
            frame(step)
            took.append((time.thread_time() - cpu) * 1e3)
            self.wall_ms.append((time.perf_counter() - wall) * 1e3)
        self.cpu_ms += took
        self.rounds_ms[round_] = median(took)

    def close(self) -> None:
        """Give back its window and its memory."""
        if self._made is not None:
            self._made.widget.close()
            self._made = None
            QApplication.processEvents()
            gc.collect()

    def row(self, platform: str) -> dict[str, Any]:
        """The row as JSON has it."""
        walls = sorted(self.wall_ms)
        return {
            "contender": self.contender,
            "width": self.case.width,
            "height": self.case.height,
            "loaded": self.case.loaded,
            "visible": self.case.visible,
            "data": "volatile" if self.case.is_volatile else "calm",
            "what": self.what,
            "platform": platform,
            "status": self.status,
            "reason": self.reason,
            "cpu_ms_median": median(self.cpu_ms) if self.cpu_ms else None,
            "wall_ms_p99": walls[min(len(walls) * 99 // 100, len(walls) - 1)] if walls else None,
            "painted_pixels": self.painted_pixels,
            "frames": len(self.cpu_ms),
        }
