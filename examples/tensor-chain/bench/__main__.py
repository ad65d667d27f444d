"""What each layer of the chain costs, and what a calling convention saves: `make bench-tensor`.

The rows are timed by the worker of `fishplate bench`: batches in shuffled rounds, the empty loop
measured in every round and taken off, a batch thrown away when its thread was preempted. Each
process tells its samples; the figures are taken over several of them. Where Debian's torch is
installed, its interpreter runs the same rows beside torch.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from figures import Run
from pages import in_words, record, tables

HERE = Path(__file__).resolve().parent
WORKER = HERE.parent.parent.parent / "python"
# Debian has torch for this one.
SYSTEM_PYTHON = Path("/usr/bin/python3")
# How long one process may take: some ten times what it does.
LONGEST_S = 600


def main() -> int:
    """Measures, prints and writes; 1 where a process fails."""
    parser = argparse.ArgumentParser(prog="make bench-tensor ARGS=…")
    parser.add_argument("--module", type=Path, required=True, help="the folder of the module")
    parser.add_argument("--out", type=Path, required=True, help="where the figures go, as JSON")
    parser.add_argument(
        "--torch", type=Path, default=SYSTEM_PYTHON, help="an interpreter that has torch"
    )
    parser.add_argument("--quick", action="store_true", help="fewer processes and rounds")
    parser.add_argument("--record", action="store_true", help="put the tables into the README")
    chosen = parser.parse_args()
    processes, rounds = (3, 15) if chosen.quick else (6, 30)
    runs = []
    beside, why = with_torch(chosen.torch, chosen.module)
    if why:
        print(f"skipped: {why}", file=sys.stderr)
    for interpreter in [Path(sys.executable), *beside]:
        told = []
        for number in range(processes):
            print(f"{interpreter.name}: process {number + 1} of {processes}", file=sys.stderr)
            told.append(one_process(interpreter, chosen.module, number, rounds))
        runs.append(Run.of(told))
    written = {"version": 1, "runs": [run.as_json() for run in runs]}
    chosen.out.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")
    made = tables(runs)
    chosen.out.with_suffix(".md").write_text(made, encoding="utf-8")
    print(made)
    print("\n".join(line for run in runs for line in in_words(run)))
    if chosen.record:
        record(HERE.parent / "README.md", made)
    print(f"written to {chosen.out}", file=sys.stderr)
    return 0


def with_torch(beside: Path, module: Path) -> tuple[list[Path], str]:
    """The interpreter to run too, since it has torch; or none, and why."""
    if asked(Path(sys.executable), module, "import torch") == 0:
        return [], ""
    if not beside.exists() or asked(beside, module, "import torch") != 0:
        install = "on Debian: apt-get install python3-torch, else name one with --torch PYTHON"
        return [], f"torch is not installed for {beside}; {install}"
    if asked(beside, module, "import tensor_chain, numpy") != 0:
        version = ".".join(map(str, sys.version_info[:2]))
        return [], f"{beside} has torch, but no NumPy, or is no CPython {version} as the module is"
    return [beside], ""


def environment(module: Path) -> dict[str, str]:
    """One thread for everybody, and the module and the worker on the path."""
    folders = [str(module), str(WORKER), os.environ.get("PYTHONPATH", "")]
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**os.environ, **one, "PYTHONPATH": os.pathsep.join(filter(None, folders))}


def asked(interpreter: Path, module: Path, code: str) -> int:
    """The exit code of a line of Python."""
    return subprocess.run(
        [interpreter, "-c", code],
        env=environment(module),
        capture_output=True,
        timeout=LONGEST_S,
    ).returncode


def one_process(interpreter: Path, module: Path, number: int, rounds: int) -> list[dict[str, Any]]:
    """What a process of its own tells: an object a line."""
    ended = subprocess.run(
        [interpreter, HERE / "process.py", str(number), str(rounds)],
        env=environment(module),
        stdout=subprocess.PIPE,
        timeout=LONGEST_S,
        check=True,
        text=True,
    )
    return [json.loads(line) for line in ended.stdout.splitlines()]


if __name__ == "__main__":
    sys.exit(main())
