"""Breaks clean bindings and counts how many of the mutants `fishplate check` finds.

    python tests/mutants --fishplate PROGRAM [--seeds N] [--seed N] [--debian FOLDER]

Mutants that have the same ABI are discarded and counted; `oracle.py` says how that is known. Every
other one must give exactly one finding of severity warning or more, where the declaration was
broken. Exit code 1: fewer than 99 % are found, or more than 1 % give a second finding.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

import native_types
from breaking import KINDS
from debian import zlib
from random_library import random_library
from trial import Settings, Trial, Tried

FOUND_AT_LEAST = 0.99
SECOND_AT_MOST = 0.01
# Of each kind, in one library.
BATCH = 14
# A kind whose mutants are all discarded would never end.
MOST_LIBRARIES = 60


def main() -> int:
    """Run the trials and print the table."""
    parser = argparse.ArgumentParser(prog="mutants")
    parser.add_argument("--fishplate", required=True, help="the program that is tried")
    parser.add_argument("--seeds", type=int, default=100, help="mutants of each kind")
    parser.add_argument("--seed", type=int, default=1, help="what the choices follow from")
    parser.add_argument("--debian", help="a folder to unpack a real header into")
    parser.add_argument("--keep", help="a folder to keep the mutants in")
    options = parser.parse_args()
    if shutil.which(native_types.compiler()) is None:
        print("SKIPPED mutants: no g++ to ask about headers; apt-get install g++", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory(prefix="mutants ") as temporary:
        folder = Path(options.keep or temporary).absolute()
        tried = trials(options, folder)
    report(tried)
    return 0 if is_good(tried, options.seeds) else 1


def trials(options: argparse.Namespace, folder: Path) -> list[Tried]:
    """Try libraries until there are enough mutants of each kind."""
    tried: list[Tried] = []
    fishplate = str(Path(options.fishplate).absolute())
    if options.debian:
        real = zlib(Path(options.debian).absolute(), fishplate)
        if real is None:
            print("SKIPPED zlib.h: the Debian package is not to be had", file=sys.stderr)
        else:
            library, flags = real
            settings = Settings(fishplate, folder / "zlib", flags)
            counts = dict.fromkeys(KINDS, min(options.seeds // 3 + 1, 2 * BATCH))
            tried += Trial(library, settings, Random(options.seed)).run(counts)
    for number in range(MOST_LIBRARIES):
        have = Counter(one.kind for one in tried if one.discarded is None)
        wanted = {kind: min(BATCH, options.seeds - have[kind]) for kind in KINDS}
        wanted = {kind: count for kind, count in wanted.items() if count > 0}
        if not wanted:
            break
        random = Random(f"{options.seed} {number}")
        library = random_library(random, number)
        settings = Settings(fishplate, folder / f"library {number}")
        tried += Trial(library, settings, random).run(wanted)
    return tried


def report(tried: list[Tried]) -> None:
    """Print what became of the mutants, and each that was missed or found twice."""
    judged = [one for one in tried if one.discarded is None]
    for one in judged:
        if not one.is_found or one.has_second:
            word = "MISSED" if not one.is_found else "SECOND"
            print(f"{word} {one.kind}: {one.file}:{one.lines[0]}-{one.lines[1]}: {one.what}")
            for code, line, symbol, message in one.findings:
                print(f"    {code} line {line} {symbol}: {message}")
    print(f"{'kind':<14}{'judged':>8}{'found':>8}{'second':>8}{'discarded':>11}")
    for kind in (*KINDS, "all"):
        some = [one for one in judged if kind in (one.kind, "all")]
        gone = [one for one in tried if one.discarded is not None and kind in (one.kind, "all")]
        found, second = sum(one.is_found for one in some), sum(one.has_second for one in some)
        print(f"{kind:<14}{len(some):>8}{found:>8}{second:>8}{len(gone):>11}")
    styles = Counter(one.style for one in judged)
    print("by style: " + ", ".join(f"{name} {count}" for name, count in styles.items()))
    for why, count in Counter(one.discarded for one in tried if one.discarded).items():
        print(f"discarded, {why}: {count}")
    count = max(len(judged), 1)
    rate = sum(one.is_found for one in judged) / count
    seconds = sum(one.has_second for one in judged) / count
    print(
        f"found {rate:.2%} (at least {FOUND_AT_LEAST:.0%}), "
        f"with a second finding {seconds:.2%} (at most {SECOND_AT_MOST:.0%})"
    )


def is_good(tried: list[Tried], seeds: int) -> bool:
    """Whether the bars are held, over enough mutants of each kind."""
    judged = [one for one in tried if one.discarded is None]
    have = Counter(one.kind for one in judged)
    found = sum(one.is_found for one in judged)
    second = sum(one.has_second for one in judged)
    return (
        all(have[kind] >= seeds for kind in KINDS)
        and found >= FOUND_AT_LEAST * len(judged)
        and second <= SECOND_AT_MOST * len(judged)
    )


if __name__ == "__main__":
    sys.exit(main())
