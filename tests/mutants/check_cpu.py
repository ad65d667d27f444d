"""Prints the processor time of `fishplate check` for 1,000 declarations, in each style.

    python tests/mutants/check_cpu.py --fishplate PROGRAM

The library is made up, and the same each time: 1,000 functions and records, with callbacks.
Counted is the whole tree of processes: fishplate, its Python, libclang's process and the C
compiler. Nothing is asserted, since a machine that others use gives what it gives; the least of
five runs is the least disturbed.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from random import Random

from model import Library
from native_types import stub
from random_library import PREAMBLE, Maker, c_item
from styles import STUB, STYLES

RECORDS, CALLBACKS, FUNCTIONS = 150, 50, 850
RUNS = 5
MUST_S = 1.0
MUST_RUN_S = 3.0


def library() -> Library:
    """A thousand functions and records, and the callbacks that they use."""
    maker = Maker(Random(1), 0)
    for index in range(RECORDS):
        maker.record(index)
        if index < CALLBACKS:
            maker.callback(index)
    for index in range(FUNCTIONS):
        maker.function(index)
    items = tuple(maker.items)
    return Library(PREAMBLE + "".join(map(c_item, items)), "given.h", items)


def cpu_s(command: Sequence[str], folder: Path) -> tuple[float, str]:
    """Processor time of a command and its children in seconds, and its last line."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(f"check-cpu: {' '.join(command)}: {done.stdout[-500:]}{done.stderr}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, (done.stdout.strip().splitlines() or [""])[-1]


def main() -> int:
    """Print a row for each style."""
    parser = argparse.ArgumentParser(prog="check-cpu")
    parser.add_argument("--fishplate", required=True, help="the program that is measured")
    fishplate = str(Path(parser.parse_args().fishplate).absolute())
    made = library()
    with tempfile.TemporaryDirectory(prefix="check-cpu ") as temporary:
        folder = Path(temporary)
        (folder / "given.h").write_text(made.header, encoding="utf-8")
        stub(made, folder, STUB)
        static = [fishplate, "check", "--header", "given.h"]
        told = subprocess.run(
            [fishplate, "check", "--help"], capture_output=True, text=True, check=True
        )
        ways = {f"static (at most {MUST_S} s)": static}
        if "--run" in told.stdout:
            ways[f"--run (at most {MUST_RUN_S} s)"] = [*static, "--run"]
        for way, command in ways.items():
            print(f"{way:<26}{'least':>8}{'median':>8}")
            for style in STYLES:
                name = f"thousand_{style.name}.py"
                (folder / name).write_text(style.write(made, Random(1)).text, encoding="utf-8")
                runs = [cpu_s([*command, name], folder) for _ in range(RUNS)]
                times = [used for used, _ in runs]
                row = f"{min(times):>8.2f}{statistics.median(times):>8.2f}"
                print(f"{style.name:<26}{row}  {runs[0][1]}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
