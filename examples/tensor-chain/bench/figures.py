"""From samples to figures: medians within a process, and their spread over the processes.

A difference of two rows is taken within a round, where both saw the same weather.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Any

# As the lab does: a round whose empty loop is so much slower than the quick ones is left out,
# unless hardly any is left then.
SLOWER = 1.15
QUICK = 0.10
LEAST_SHARE = 0.25


@dataclass(frozen=True)
class Figure:
    """The median over the processes, with the least and the greatest of them, in nanoseconds."""

    mid_ns: float
    low_ns: float
    high_ns: float

    @classmethod
    def of(cls, processes: list[list[float]]) -> Figure:
        """From the values of each process."""
        middles = [median(values) for values in processes if values]
        if not middles:
            raise SystemExit("no batch of a row could be kept; close other programs and run again")
        return cls(median(middles), min(middles), max(middles))


Rounds = dict[tuple[int, int], float]


class Run:
    """All that one interpreter told: net times by size, row, process and round."""

    def __init__(self, about: list[dict[str, Any]], samples: list[dict[str, Any]]) -> None:
        self.about = about
        self._net: dict[tuple[int, str], Rounds] = defaultdict(dict)
        self._clocks: dict[tuple[int, str], set[str]] = defaultdict(set)
        quiet = _quiet(samples)
        self.dropped = 1 - sum(map(len, quiet.values())) / max(1, len(_floors(samples)))
        for one in samples:
            key, place = (one["size"], one["row"]), (one["process"], one["round"])
            if place in quiet[one["size"]]:
                # Where a call is so long that processor time is read, the loop is no part of it.
                is_short = one["clock"] == "monotonic"
                self._net[key][place] = one["raw_ns"] - (one["floor_ns"] if is_short else 0.0)
                self._clocks[key].add(one["clock"])

    @classmethod
    def of(cls, processes: list[list[dict[str, Any]]]) -> Run:
        """From the lines of each process, the first of which says what it is."""
        about = [lines[0]["about"] for lines in processes]
        return cls(about, [line for lines in processes for line in lines[1:]])

    def has(self, size: int, row: str) -> bool:
        """Whether the row took part."""
        return (size, row) in self._net

    def net(self, size: int, row: str) -> Figure:
        """One call, without the loop around it."""
        return Figure.of(_by_process(self._net[size, row]))

    def more(self, size: int, row: str, than: str) -> Figure:
        """How much more a row costs than another, within rounds."""
        other = self._net[size, than]
        both = {at: net - other[at] for at, net in self._net[size, row].items() if at in other}
        return Figure.of(_by_process(both))

    def as_json(self) -> dict[str, Any]:
        """Every row, as it is written."""
        rows = [
            {"size": size, "row": row, "clocks": sorted(self._clocks[size, row])}
            | {name: round(value, 2) for name, value in vars(self.net(size, row)).items()}
            for size, row in self._net
        ]
        return {"about": self.about, "rounds_left_out": round(self.dropped, 3), "rows": rows}


def _floors(samples: list[dict[str, Any]]) -> dict[tuple[int, int, int], float]:
    return {(one["size"], one["process"], one["round"]): one["floor_ns"] for one in samples}


def _quiet(samples: list[dict[str, Any]]) -> dict[int, set[tuple[int, int]]]:
    by_size: dict[int, Rounds] = defaultdict(dict)
    for (size, process, number), floor in _floors(samples).items():
        by_size[size][process, number] = floor
    quiet = {}
    for size, floors in by_size.items():
        limit = SLOWER * sorted(floors.values())[int(QUICK * len(floors))]
        kept = {at for at, floor in floors.items() if floor <= limit}
        quiet[size] = kept if len(kept) >= LEAST_SHARE * len(floors) else set(floors)
    return quiet


def _by_process(rounds: Rounds) -> list[list[float]]:
    processes: dict[int, list[float]] = defaultdict(list)
    for (process, _), value in rounds.items():
        processes[process].append(value)
    return list(processes.values())
