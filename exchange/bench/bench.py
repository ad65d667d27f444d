"""What taking and giving an array costs: ours, raw C and nanobind in one interleaved process.

Every row does the whole call: object in, checks, release; the functions take `x` by position and
by name. `ours` is a function of `functions!`, `ours-pyfunction` the same of PyO3's macro; `call`
is a function that takes any object. Each round shuffles the rows, and the figures are the minimum
and the median over the rounds, of one call with its loop. The ratio is to the raw C row of the same
route and direction. C, nanobind and Rust are built for this version of CPython, not for its stable
ABI.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat
from operator import attrgetter
from pathlib import Path
from typing import Any

import fishplate_exchange as fx
import nano
import numpy as np
import ours
import pyarrow as pa
import raw

ROUNDS = 60
CALLS = 2000
SMALL, LARGE = 4096, 1 << 30
LIMIT = 1.5
# A bare address is taken where it is asked for by name, never as an argument; a call is no route.
WITHOUT_BAR = {("array-interface", "accept"), ("call", "accept")}
# NumPy takes the buffer where there is one, so it is the attribute itself that is asked for.
INTERFACE_OF = attrgetter("__array_interface__")
BUFFER, DLPACK, LEGACY, TABLE, ARROW, INTERFACE = range(6)


@dataclass
class Row:
    """One contender on one route."""

    route: str
    direction: str
    contender: str
    size_bytes: int
    call: Callable[[Any], object]
    argument: object
    samples: list[float]

    @property
    def key(self) -> tuple[str, str, int]:
        """What it is compared within."""
        return self.route, self.direction, self.size_bytes


def rows_of(size_bytes: int) -> list[Row]:
    """Every contender, on memory of that size."""
    memory = np.zeros(size_bytes // 4, "f4")
    made = {kind: raw.make(kind, memory.ctypes.data, memory.size) for kind in range(6)}
    lent = fx.accept(memory)
    rows = [
        ("buffer", "accept", "raw-c", raw.buffer, memory),
        ("buffer", "accept", "ours", ours.take, memory),
        ("buffer", "accept", "ours-pyfunction", ours.pyo3_take, memory),
        ("buffer", "accept", "ours-writable", ours.take_writable, memory),
        ("buffer", "accept", "ours-claimed", ours.take_claimed, memory),
        ("buffer", "accept", "nanobind", nano.take, memory),
        ("buffer", "accept", "ours-python", fx.accept, memory),
        ("buffer", "accept", "memoryview", memoryview, memory),
        ("dlpack", "accept", "raw-c", raw.dlpack, made[DLPACK]),
        ("dlpack", "accept", "ours", ours.take, made[DLPACK]),
        ("dlpack", "accept", "ours-pyfunction", ours.pyo3_take, made[DLPACK]),
        ("dlpack", "accept", "nanobind", nano.take, made[DLPACK]),
        ("dlpack-legacy", "accept", "raw-c", raw.legacy, made[LEGACY]),
        ("dlpack-legacy", "accept", "ours", ours.take, made[LEGACY]),
        ("dlpack-legacy", "accept", "ours-pyfunction", ours.pyo3_take, made[LEGACY]),
        ("dlpack-legacy", "accept", "nanobind", nano.take, made[LEGACY]),
        ("exchange-table", "accept", "raw-c", raw.table, made[TABLE]),
        ("exchange-table", "accept", "ours", ours.take, made[TABLE]),
        ("exchange-table", "accept", "ours-pyfunction", ours.pyo3_take, made[TABLE]),
        ("arrow", "accept", "raw-c", raw.arrow, made[ARROW]),
        ("arrow", "accept", "ours", ours.take, made[ARROW]),
        ("array-interface", "accept", "raw-c", raw.interface, made[INTERFACE]),
        ("array-interface", "accept", "ours", ours.take_trusted, made[INTERFACE]),
        ("call", "accept", "raw-c", raw.nothing, memory),
        ("call", "accept", "ours", ours.nothing, memory),
        ("call", "accept", "ours-pyfunction", ours.pyo3_nothing, memory),
        ("buffer", "out", "raw-c", np.asarray, made[BUFFER]),
        ("buffer", "out", "ours", np.asarray, lent),
        ("dlpack", "out", "raw-c", np.from_dlpack, made[DLPACK]),
        ("dlpack", "out", "ours", np.from_dlpack, lent),
        ("dlpack", "out", "nanobind", np.from_dlpack, nano.zeros(4)),
        ("arrow", "out", "raw-c", pa.array, made[ARROW]),
        ("arrow", "out", "ours", pa.array, lent),
        ("array-interface", "out", "raw-c", INTERFACE_OF, made[INTERFACE]),
        ("array-interface", "out", "ours", INTERFACE_OF, lent),
    ]
    return [
        Row(route, way, who, size_bytes, call, argument, [])
        for route, way, who, call, argument in rows
    ]


def sample(row: Row) -> float:
    """Nanoseconds of one call, over many."""
    call, argument = row.call, row.argument
    start = time.perf_counter_ns()
    for _ in repeat(None, CALLS):
        call(argument)
    return (time.perf_counter_ns() - start) / CALLS


def measure(rows: list[Row], seed: int) -> None:
    """Fills the samples, every round in another order."""
    order = random.Random(seed)
    for _ in range(ROUNDS):
        order.shuffle(rows)
        for row in rows:
            row.samples.append(sample(row))


def summary(rows: list[Row]) -> list[dict[str, Any]]:
    """The rows as they are written, with the ratio to raw C."""
    limits = {row.key: row for row in rows if row.contender == "raw-c"}
    table = []
    for row in sorted(
        rows, key=lambda row: (row.direction, row.route, row.size_bytes, min(row.samples))
    ):
        limit = limits[row.key]
        low, middle = min(row.samples), statistics.median(row.samples)
        table.append(
            {
                "route": row.route,
                "direction": row.direction,
                "contender": row.contender,
                "size_bytes": row.size_bytes,
                "ns_min": round(low, 1),
                "ns_median": round(middle, 1),
                "ratio_to_limit": round(low / min(limit.samples), 3),
                "median_ratio_to_limit": round(middle / statistics.median(limit.samples), 3),
            }
        )
    return table


def bars(table: list[dict[str, Any]]) -> list[str]:
    """Each bar with the figure seen."""
    names = ("route", "direction", "contender", "size_bytes")
    by = {tuple(row[name] for name in names): row for row in table}
    told = []
    for (route, way, who, size), row in by.items():
        if who != "ours" or (route, way) in WITHOUT_BAR:
            continue
        what = f"{way} by {route}, {size} bytes"
        low, middle = row["ratio_to_limit"], row["median_ratio_to_limit"]
        said = f"{what}: {low} (min), {middle} (median) of raw C; the bar is {LIMIT}"
        told.append((max(low, middle) <= LIMIT, said))
        rival = by.get((route, way, "nanobind", size))
        if rival and way == "accept":
            said = f"{what}: {row['ns_min']} ns, nanobind {rival['ns_min']} ns"
            told.append((row["ns_min"] <= rival["ns_min"], said))
        if size == SMALL and (large := by.get((route, way, who, LARGE))):
            ratio = large["ns_min"] / row["ns_min"]
            said = f"{way} by {route}: 1 GiB costs {ratio:.3f} of 4 KB; the bar is 5 %"
            told.append((abs(ratio - 1) <= 0.05, said))
    return [f"{'met' if is_met else 'MISSED'}: {said}" for is_met, said in told]


def main() -> None:
    """Measures, prints and writes."""
    rows = rows_of(SMALL) + rows_of(LARGE)
    for row in rows:
        row.call(row.argument)
    # nanobind's arrays and ours go through each other's functions, before any of it is timed.
    nano.take_writable(fx.zeros(4, "f4"))
    ours.take_writable(nano.zeros(4))
    measure(rows, seed=1)
    table = summary(rows)
    names = (
        "direction",
        "route",
        "contender",
        "size_bytes",
        "ns_min",
        "ns_median",
        "ratio_to_limit",
    )
    print("  ".join(name.ljust(14) for name in names).rstrip())
    for told in table:
        print("  ".join(str(told[name]).ljust(14) for name in names).rstrip())
    print("\n".join(bars(table)))
    out = Path(sys.argv[1])
    out.write_text(json.dumps({"version": 1, "python": sys.version, "rows": table}, indent=1))
    print(f"written to {out}", file=sys.stderr)


if __name__ == "__main__":
    main()
