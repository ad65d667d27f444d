"""Runs all entries in turns: in each round every one of them paints some frames, in another order.

So a busy neighbour slows all of them, and a ratio is that of two medians of the same round.
"""

import gc
import random
import sys
from statistics import median

from entry import Entry
from plan import judge

ROUNDS = 12
MOST_FRAMES = 25
SLOW_MS = 200.0
SLOW_EVERY = 4


def run(plan: list[Entry], budget_ms: float) -> None:
    """Open every entry, prove it, and measure those that paint; each gets about that much CPU."""
    for number, entry in enumerate(plan):
        judge(entry, plan[:number])
        if entry.status == "ok":
            entry.open()
        note = entry.reason or f"{entry.rough_ms:.2f} ms"
        case = entry.case
        print(
            f"  {entry.contender} {entry.what} {case.width}x{case.height} "
            f"{case.loaded:,}/{case.visible:,}: {note}",
            file=sys.stderr,
        )
    live = [entry for entry in plan if entry.status == "ok"]
    # A collection of somebody's garbage is not the frame's of who happens to paint.
    gc.collect()
    gc.freeze()
    gc.disable()
    for round_ in range(ROUNDS):
        print(f"  round {round_ + 1} of {ROUNDS}", file=sys.stderr)
        order = random.Random(round_).sample(live, len(live))
        for entry in order:
            if entry.rough_ms > SLOW_MS and round_ % SLOW_EVERY:
                continue
            wanted = budget_ms / ROUNDS / max(entry.rough_ms, 0.01)
            entry.run(round_, min(max(int(wanted), 1), MOST_FRAMES))
    gc.enable()
    gc.unfreeze()
    for entry in live:
        entry.close()


def ratio(over: Entry | None, under: Entry | None) -> float | None:
    """How many times as long one takes as the other: the median over the rounds of both."""
    if over is None or under is None:
        return None
    rounds = over.rounds_ms.keys() & under.rounds_ms.keys()
    if not rounds:
        return None
    return median(over.rounds_ms[round_] / under.rounds_ms[round_] for round_ in rounds)
