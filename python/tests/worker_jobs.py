"""Makes jobs for the worker and runs them as the lab does."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

WORKER = Path(__file__).resolve().parent.parent / "fishplate" / "worker"

DRIVE = """
import ctypes, os, time

def reference(a, b):
    return a + b

def good(a, b):
    return a + b

def noisy(a, b):
    os.write(1, b'{"event":"sample","row":"noisy"}\\n')
    return a + b

def wrong(a, b):
    return a + b + 1

def crashing(a, b):
    ctypes.string_at(0)

def hanging(a, b):
    time.sleep(60)

def raising(a, b):
    raise ValueError("not today")

calls = 0

def dying_late(a, b):
    global calls
    calls += 1
    if calls > 50:
        ctypes.string_at(0)
    return a + b
"""


IN_PLACE = """
import numpy as np

def reference(x, k):
    for index in range(len(x)):
        x[index] *= k

def good(x, k):
    x *= k

def listed(x, k):
    x[:] = [value * k for value in x]

def lost(x, k):
    x = np.array(x, dtype="f4")
    x *= k

def copied(x, k):
    own = np.asarray(x, dtype="f8").ravel()
    own *= k

def forgetful(x, k):
    pass
"""


def in_place(folder: Path, phase: str, functions: list[str], **changes: Any) -> dict[str, Any]:
    """Make a job whose rows are functions of `IN_PLACE`, which write their first argument."""
    made = job(folder, phase, functions, **changes)
    (folder / "drive.py").write_text(IN_PLACE, encoding="utf-8")
    [group] = made["groups"]
    group["function"] = "scale"
    group["size"] = 5
    group["arguments"] = [
        {"name": "x", "kind": "buffer", "dtype": "float64", "is_written": True},
        {"name": "n", "kind": "length", "of": "x"},
        {"name": "k", "kind": "literal", "value": -1.0},
    ]
    for row in group["rows"]:
        row["inputs"] = "builtin" if row["function"] == "listed" else "binding"
    return made


def job(folder: Path, phase: str, functions: list[str], **changes: Any) -> dict[str, Any]:
    """Make a job whose rows are functions of `DRIVE`; the first one is the baseline."""
    drive = folder / "drive.py"
    drive.write_text(DRIVE, encoding="utf-8")
    rows = [
        {
            "id": name,
            "kind": "drive",
            "function": name,
            "inputs": "builtin",
            "is_baseline": number == 0,
            "is_reference": False,
        }
        for number, name in enumerate(functions)
    ]
    scalar = {"kind": "scalar", "dtype": "int32"}
    group = {
        "case": None,
        "size": None,
        "function": "add",
        "by_keyword": False,
        "arguments": [{"name": "a", **scalar}, {"name": "b", **scalar}],
        "result": None,
        "rows": rows,
    }
    made = {
        "phase": phase,
        "drive": str(drive),
        "kernel": None,
        "tolerance": 0.0,
        "seed": 7,
        "process": 0,
        "groups": [group],
        "wall_s": 20,
        "rounds": 3,
        "share_s": 1.0,
        "has_around": False,
        "is_wall_clock": False,
        "current": None,
    }
    return {**made, **changes}


def run(folder: Path, made: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """Run a job in a process of its own; give its events and its exit code."""
    path = folder / "job.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-B", str(WORKER), str(path)],
        stdout=subprocess.PIPE,
        check=False,
        timeout=120,
    )
    return [json.loads(line) for line in done.stdout.splitlines()], done.returncode


def of_kind(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Give the events of one kind."""
    return [event for event in events if event["event"] == kind]
