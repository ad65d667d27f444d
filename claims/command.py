"""The command `python claims`: its arguments, what it prints, and the code that it ends with."""

from __future__ import annotations

import argparse
import dataclasses
import re
import sys
from pathlib import Path

import places
from page import page
from proving import FAILED, LEFT_OUT, OTHERWISE, SEEN, Machine, Outcome, Prover
from rows import FOLDER, VERDICTS, BadRow, Proof, Row, rows

PAGE = places.ROOT / "docs/claims.md"
OPEN = "open"
# The worst of a row's proofs speaks for it.
ORDER = (OTHERWISE, FAILED, SEEN, LEFT_OUT)


def main(arguments: list[str] | None = None) -> int:
    """Run what is asked for.

    Returns
    -------
    int
        0: every verdict that this machine can look at was seen. 1: one no longer holds. 2: one
        could not be looked at although nothing is missing, or what was asked for is not there.
    """
    options = _options(arguments)
    try:
        known = rows(options.rows)
        asked = _asked(known, options.claim)
    except BadRow as error:
        print(f"claims: {error}", file=sys.stderr)
        return 2
    if options.bless:
        PAGE.write_text(page(known), encoding="utf-8")
        return 0
    wrong = [one for row in asked for one in places.missing(row, probes=options.probes)]
    if wrong:
        print("\n".join(f"claims: {one}" for one in wrong), file=sys.stderr)
        return 2
    if options.summary is not None and not options.summary.is_file():
        print(f"claims: there is no `{options.summary}`; leave it out to measure", file=sys.stderr)
        return 2
    if options.fast:
        asked = [fast for row in asked if (fast := _fast(row)).proofs]
    machine = Machine(
        options.fishplate,
        options.python,
        options.build.absolute(),
        options.probes.absolute(),
        options.summary and options.summary.absolute(),
    )
    proofs = list(dict.fromkeys(proof for row in asked for proof in row.proofs))
    found = Prover(machine).outcomes(proofs)
    return report(asked, found, is_long=options.verbose)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="claims", description="try the article's statements again"
    )
    parser.add_argument("claim", nargs="*", help="statements, as `V-14`; all of them without")
    parser.add_argument("--fast", action="store_true", help="only probes that build nothing")
    parser.add_argument("--verbose", action="store_true", help="print what each probe saw")
    parser.add_argument(
        "--bless", action="store_true", help="write docs/claims.md, and run nothing"
    )
    parser.add_argument("--fishplate", default="fishplate", help="the program for cases and bench")
    parser.add_argument("--python", default="python3", help="the interpreter to bind for")
    parser.add_argument("--summary", type=Path, help="a summary.json, instead of measuring")
    parser.add_argument("--build", type=Path, default=Path("target"), help="where cargo builds")
    parser.add_argument("--rows", type=Path, default=FOLDER, help="a folder of other rows")
    parser.add_argument(
        "--probes", type=Path, default=places.PROBES, help="a folder of other probes"
    )
    return parser.parse_args(arguments)


def _asked(known: list[Row], names: list[str]) -> list[Row]:
    ids = {row.id for row in known}
    wanted = [re.sub(r"^v-?", "V-", name, flags=re.IGNORECASE) for name in names]
    for name in wanted:
        if name not in ids:
            raise BadRow(f"there is no statement `{name}`; docs/claims.md has them all")
    return [row for row in known if not wanted or row.id in wanted]


def _fast(row: Row) -> Row:
    return dataclasses.replace(row, proofs=tuple(one for one in row.proofs if one.is_fast))


def report(asked: list[Row], found: dict[Proof, Outcome], *, is_long: bool = False) -> int:
    """Print a line for each statement and the count; the exit code."""
    states = []
    for row in asked:
        outcomes = [(proof, found[proof]) for proof in row.proofs]
        state = state_of([outcome for _, outcome in outcomes])
        states.append(state)
        print(f"{row.id}  {VERDICTS[row.verdict]:<19} {state}")
        for proof, outcome in outcomes:
            print(f"      {proof.kind} {proof.name}: {outcome.state}, {outcome.what}")
            if outcome.told and (is_long or outcome.state in (OTHERWISE, FAILED)):
                print("\n".join(f"        {line}" for line in outcome.told.splitlines()))
        if row.open:
            print(f"      left: {row.open}")
    counts = {state: states.count(state) for state in (SEEN, OTHERWISE, FAILED, LEFT_OUT, OPEN)}
    print(f"{len(asked)} statements: " + ", ".join(f"{n} {state}" for state, n in counts.items()))
    return 1 if counts[OTHERWISE] else 2 if counts[FAILED] else 0


def state_of(outcomes: list[Outcome]) -> str:
    """What the proofs of a row say together."""
    states = {outcome.state for outcome in outcomes}
    return next((state for state in ORDER if state in states), OPEN)
