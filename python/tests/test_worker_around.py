"""Wrappers that make one timed call of many: what they prove, and what is subtracted."""

import math
import time
from pathlib import Path
from typing import Any

import worker_jobs as jobs
from fishplate.worker.meter import Meter

DRIVE = """
import ctypes, os

CALLS = 100

def around(function, scene):
    assert (scene.case, scene.function, scene.size) == (None, "add", 1)

    def many(a, b):
        total = 0
        for call in range(CALLS):
            total += function(a, call)
        return total

    return many

def idle(scene):
    def none(a, b):
        total = 0
        for call in range(CALLS):
            total += 0
        return total

    return none

def units(scene):
    return CALLS

def proof(function, scene):
    return "it is not what is measured" if function is unproven else ""

def unfit(function, scene):
    return "it cannot" if function is unsuited else ""

def reference(a, b):
    return sum(a + call for call in range(CALLS))

def good(a, b):
    return a + b

def unproven(a, b):
    return a + b

def unsuited(a, b):
    raise AssertionError("it was called")

def wrong_once(a, b):
    return a + b + (b == 50)

def crashing_late(a, b):
    if b == 99:
        ctypes.string_at(0)
    return a + b

def raising_late(a, b):
    if b == 99:
        raise ValueError("not today")
    return a + b
"""


def around(folder: Path, phase: str, functions: list[str], **changes: Any) -> dict[str, Any]:
    """Make a job whose rows are functions of `DRIVE`, which are called a hundred times."""
    made = jobs.job(folder, phase, functions, has_around=True, **changes)
    (folder / "drive.py").write_text(DRIVE, encoding="utf-8")
    return made


def test_one_wrong_call_among_many_is_found(tmp_path: Path) -> None:
    names = ["good", "wrong_once", "crashing_late", "raising_late", "unproven", "unsuited", "good"]
    events, code = jobs.run(tmp_path, around(tmp_path, "verify", names))
    found = [(one["row"], one["status"]) for one in jobs.of_kind(events, "verified")]
    assert found == [
        ("good", "ok"),
        ("wrong_once", "wrong"),
        ("crashing_late", "crashed"),
        ("raising_late", "crashed"),
        ("unproven", "wrong"),
        ("unsuited", "skipped"),
        ("good", "ok"),
    ]
    reasons = {one["row"]: one["reason"] for one in jobs.of_kind(events, "verified")}
    assert "the reference says" in reasons["wrong_once"]
    assert "SIGSEGV" in reasons["crashing_late"]
    assert reasons["unsuited"] == "it cannot"
    assert reasons["unproven"] == "it is not what is measured"
    assert code == 0


def test_times_are_divided_by_the_units_and_less_the_wrapper(tmp_path: Path) -> None:
    events, code = jobs.run(tmp_path, around(tmp_path, "time", ["good", "wrong_once"], rounds=12))
    assert code == 0
    assert [one["row"] for one in jobs.of_kind(events, "wrong")] == ["wrong_once"]
    samples = jobs.of_kind(events, "sample")
    assert samples
    assert {one["row"] for one in samples} == {"good"}
    # A turn of the wrapper's loop costs more than the hundredth part of an empty loop's turn.
    floor_ns = min(one["floor_ns"] for one in samples)
    raw_ns = min(one["raw_ns"] for one in samples)
    assert 2 < floor_ns < raw_ns < 10_000


def test_nothing_is_put_around_functions_unless_the_job_says_so(tmp_path: Path) -> None:
    made = {**around(tmp_path, "verify", ["good"]), "has_around": False}
    drive = DRIVE + "\ndef reference(a, b):\n    return a + b\n"
    (tmp_path / "drive.py").write_text(drive, encoding="utf-8")
    events, _ = jobs.run(tmp_path, made)
    assert [one["status"] for one in jobs.of_kind(events, "verified")] == ["ok"]


def test_bad_input_is_not_judged_where_the_reference_speaks_of_many_calls(tmp_path: Path) -> None:
    events, code = jobs.run(tmp_path, around(tmp_path, "safety", ["good"]))
    assert (events, code) == ([{"event": "done", "phase": "safety"}], 0)


def test_a_wrapper_that_treats_nothing_is_refused(tmp_path: Path) -> None:
    made = around(tmp_path, "verify", ["good"])
    (tmp_path / "drive.py").write_text(DRIVE.replace("return CALLS", "return 0"), encoding="utf-8")
    events, code = jobs.run(tmp_path, made)
    assert (events, code) == ([], 1)


def test_time_on_the_wall_counts_what_the_thread_waits_for() -> None:
    def sleeping(loops: int, clock: Any) -> int:
        start = clock()
        for _ in range(loops):
            time.sleep(0.002)
        return int(clock() - start)

    wall = Meter(sleeping, is_wall_clock=True, preemptions=iter(range(1000)).__next__)
    wall.calibrate()
    measured = wall.measure()
    assert measured is not None
    assert measured > 1.5e6
    assert math.isclose(wall.loops, 1)
    assert not wall.is_thread_cpu
    assert wall.dropped == 0
    thread = Meter(sleeping)
    thread.calibrate()
    assert thread.is_thread_cpu
