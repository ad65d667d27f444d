"""The bars of the case study: what is compared with what, and whether it is met."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contender import Case
from entry import Entry
from measure import ratio
from plan import FEW, LARGE, MOST, SMALL, SOME

MOST_GROWN_KIB = 1_024
LONGEST_GAP_MS = 50.0


@dataclass(frozen=True)
class Bar:
    """A ratio, or a figure, and what it must be."""

    name: str
    figure: float | None
    least: float | None = None
    most: float | None = None

    @property
    def verdict(self) -> str:
        """Met or missed; a bar without a limit is only told."""
        if self.figure is None:
            return "not measured"
        if self.least is None and self.most is None:
            return "told"
        is_met = (self.least is None or self.figure >= self.least) and (
            self.most is None or self.figure <= self.most
        )
        return "met" if is_met else "missed"

    def line(self) -> str:
        """One line of the report."""
        limit = f">= {self.least:g}" if self.least is not None else ""
        limit = f"<= {self.most:g}" if self.most is not None else limit
        figure = "-" if self.figure is None else f"{self.figure:.3g}"
        return f"{self.verdict:>12}  {self.name:<58} {figure:>8}  {limit}"

    def json(self) -> dict[str, Any]:
        """The bar as JSON has it."""
        return {
            "name": self.name,
            "figure": self.figure,
            "least": self.least,
            "most": self.most,
            "verdict": self.verdict,
        }


class Table:
    """Looks up entries."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = list(entries)

    def find(self, contender: str, case: Case, what: str = "frame") -> Entry | None:
        """The entry of a contender for a case."""
        for entry in self._entries:
            if (entry.contender, entry.case, entry.what) == (contender, case, what):
                return entry
        return None


def of_frames(entries: Iterable[Entry]) -> list[Bar]:
    """The bars over frames and ticks."""
    table = Table(entries)
    find = table.find
    bars: list[Bar] = []
    limits = {SMALL: (90.0, 8.0, 4.0), LARGE: (25.0, 2.5, 6.0)}
    for size, (article, batched, blit) in limits.items():
        at = f"at {size[0]}x{size[1]}"
        some, wild = Case(*size, SOME, SOME), Case(*size, SOME, SOME, is_volatile=True)
        ours = find("ours", some)
        bars += [
            Bar(f"article-python / ours {at}", ratio(find("article-python", some), ours), article),
            Bar(f"numpy-batched / ours {at}", ratio(find("numpy-batched", some), ours), batched),
            Bar(f"ours / blit {at}", ratio(ours, find("ours", some, "blit")), most=blit),
            Bar(f"ours, volatile / calm {at}", ratio(find("ours", wild), ours), most=3.0),
            Bar(f"tick / frame {at}", ratio(find("ours", some, "tick"), ours), most=0.2),
        ]
        all_seen = find("ours", Case(*size, MOST, MOST))
        bars.append(Bar(f"10M visible / 5,000 visible {at}", ratio(all_seen, ours), most=6.0))
        axes = find("ours", some, "frame-axes")
        least = {"pyqtgraph": 25.0, "finplot": 14.0, "qtcharts": 150.0}
        for name, limit in least.items():
            figure = ratio(find(name, some, "frame-axes"), axes)
            bars.append(
                Bar(f"{name} / ours with axes {at}", figure, limit if size == SMALL else None)
            )
    some = Case(*SMALL, SOME, SOME)
    ticks = find("ours", Case(*SMALL, MOST, SOME), "tick"), find("ours", some, "tick")
    bars.append(Bar("tick with 10M loaded / with 5,000", ratio(*ticks), most=2.0))
    for name in ("article-rust", "article-rust-repaired"):
        figure = ratio(find("article-python", some), find(name, some))
        bars.append(Bar(f"article-python / {name}", figure))
    few = Case(*SMALL, FEW, FEW)
    figure = ratio(find("article-python", few), find("ours", few))
    bars.append(Bar("article-python / ours with 120 candles", figure))
    return bars


def of_x11(entries: Iterable[Entry]) -> list[Bar]:
    """What is told of X11; nobody promised anything there."""
    table = Table(entries)
    bars = []
    for size in (SMALL, LARGE):
        some = Case(*size, SOME, SOME)
        ours = table.find("ours", some)
        for name in ("article-python", "numpy-batched"):
            figure = ratio(table.find(name, some), ours)
            bars.append(Bar(f"X11: {name} / ours at {size[0]}x{size[1]}", figure))
        blit = table.find("ours", some, "blit")
        bars.append(Bar(f"X11: ours / blit at {size[0]}x{size[1]}", ratio(ours, blit)))
    return bars


def of_live(runs: Iterable[dict[str, Any]]) -> list[Bar]:
    """The bars of the live scenario."""
    bars = []
    for run in runs:
        name, is_ours = run["contender"], run["contender"] == "ours"
        gap, grown = (LONGEST_GAP_MS, MOST_GROWN_KIB) if is_ours else (None, None)
        bars += [
            Bar(f"live, {name}: longest gap, ms of CPU", run["longest_cpu_ms"], most=gap),
            Bar(f"live, {name}: p99 of gaps, ms of CPU", run["p99_cpu_ms"]),
            Bar(f"live, {name}: memory grown, KiB", run["grown_kib"], most=grown),
        ]
    return bars
