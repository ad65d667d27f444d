import struct
from pathlib import Path

import worker_jobs as jobs


def test_each_row_is_verified_by_itself(tmp_path: Path) -> None:
    names = ["good", "crashing", "hanging", "wrong", "raising", "missing", "good"]
    events, code = jobs.run(tmp_path, jobs.job(tmp_path, "verify", names, wall_s=1))
    verdicts = [(event["row"], event["status"]) for event in jobs.of_kind(events, "verified")]
    assert verdicts == [
        ("good", "ok"),
        ("crashing", "crashed"),
        ("hanging", "timeout"),
        ("wrong", "wrong"),
        ("raising", "crashed"),
        ("missing", "crashed"),
        ("good", "ok"),
    ]
    reasons = {event["row"]: event["reason"] for event in jobs.of_kind(events, "verified")}
    assert "SIGSEGV" in reasons["crashing"]
    assert "within 1 s" in reasons["hanging"]
    assert "the reference says" in reasons["wrong"]
    assert "ValueError: not today" in reasons["raising"]
    assert "missing" in reasons["missing"]
    assert events[-1] == {"event": "done", "phase": "verify"}
    assert code == 0


def test_a_wrong_answer_is_never_timed(tmp_path: Path) -> None:
    events, _ = jobs.run(tmp_path, jobs.job(tmp_path, "time", ["good", "wrong"]))
    assert [event["row"] for event in jobs.of_kind(events, "wrong")] == ["wrong"]
    assert {event["row"] for event in jobs.of_kind(events, "sample")} == {"good"}


def test_what_a_row_prints_is_no_event(tmp_path: Path) -> None:
    events, _ = jobs.run(tmp_path, jobs.job(tmp_path, "verify", ["noisy"]))
    assert [event["event"] for event in events] == ["verified", "done"]
    assert events[0]["status"] == "ok"


def test_every_round_times_every_row_once_with_its_own_floor(tmp_path: Path) -> None:
    events, _ = jobs.run(tmp_path, jobs.job(tmp_path, "time", ["good"]))
    samples = jobs.of_kind(events, "sample")
    # A round whose batches were all preempted is missing, never doubled.
    rounds = [sample["round"] for sample in samples]
    assert len(set(rounds)) == len(rounds)
    assert set(rounds) <= {0, 1, 2}
    for sample in samples:
        assert sample["clock"] == "monotonic"
        assert sample["loops"] > 100
        assert 0 < sample["floor_ns"] < sample["raw_ns"] < 1e6


def test_a_row_that_dies_while_timed_is_named(tmp_path: Path) -> None:
    current = tmp_path / "current"
    made = jobs.job(tmp_path, "time", ["good", "dying_late"], current=str(current))
    events, code = jobs.run(tmp_path, made)
    assert code != 0
    assert not jobs.of_kind(events, "done")
    assert struct.unpack("<I", current.read_bytes()) == (2,)


def test_bad_input_is_tried_on_every_row(tmp_path: Path) -> None:
    events, _ = jobs.run(tmp_path, jobs.job(tmp_path, "safety", ["good", "raising"]))
    outcomes = {
        (event["row"], event["input"]): (event["outcome"], event["exception"])
        for event in jobs.of_kind(events, "safety")
    }
    assert outcomes["good", "a = 2**31"] == ("ok", None)
    assert outcomes["good", "a = None"] == ("refused", "TypeError")
    assert outcomes["good", "one argument too many"] == ("refused", "TypeError")
    assert outcomes["good", "by keyword"] == ("ok", None)
    assert outcomes["raising", "a = 2**31"] == ("refused", "ValueError")


def test_a_write_that_is_lost_is_a_wrong_answer(tmp_path: Path) -> None:
    names = ["good", "lost", "listed", "forgetful", "good"]
    events, _ = jobs.run(tmp_path, jobs.in_place(tmp_path, "verify", names))
    found = {event["row"]: (event["status"], event["reason"]) for event in events[:-1]}
    assert [found[name][0] for name in names] == ["ok", "wrong", "ok", "wrong", "ok"]
    assert "after the call element 0 of `x`" in found["lost"][1]


def test_each_row_is_timed_on_inputs_that_nobody_has_written(tmp_path: Path) -> None:
    names = ["good", "forgetful", "good", "listed", "listed"]
    events, code = jobs.run(tmp_path, jobs.in_place(tmp_path, "time", names))
    assert [event["row"] for event in jobs.of_kind(events, "wrong")] == ["forgetful"]
    assert {event["row"] for event in jobs.of_kind(events, "sample")} == {"good", "listed"}
    assert code == 0


def test_a_silent_copy_of_what_is_written_is_wrong(tmp_path: Path) -> None:
    events, _ = jobs.run(tmp_path, jobs.in_place(tmp_path, "safety", ["good", "copied"]))
    outcomes = {
        (event["row"], event["input"]): event["outcome"] for event in jobs.of_kind(events, "safety")
    }
    assert outcomes["copied", "x = float32 array"] == "wrong"
    assert outcomes["copied", "x = list"] == "wrong"
    assert outcomes["copied", "x = read-only array"] == "refused"
    assert outcomes["copied", "empty arrays"] == "ok"
    # NumPy scales in any element type and any order: right, and not by a copy of ours.
    assert outcomes["good", "x = float32 array"] == "copied"
    assert outcomes["good", "x = list"] == "refused"


def test_arguments_may_go_by_name_and_some_be_left_out(tmp_path: Path) -> None:
    made = jobs.job(tmp_path, "verify", ["named", "positional"])
    group = made["groups"][0]
    group["by_keyword"] = True
    third = {"name": "c", "kind": "literal", "value": 3000, "is_omitted": True}
    group["arguments"].append(third)
    drive = """
def reference_add(a, b, c):
    return a + b + c

def named_add(*, b, a, c=3000):
    return a + b + c

def positional(a, b, /, c=3000):
    return a + b + c
"""
    (tmp_path / "drive.py").write_text(drive, encoding="utf-8")
    events, _ = jobs.run(tmp_path, made)
    found = {event["row"]: (event["status"], event["reason"]) for event in events[:-1]}
    assert found["named"] == ("ok", "")
    assert found["positional"][0] == "crashed"
    assert "positional-only" in found["positional"][1]


def test_an_unknown_phase_is_refused(tmp_path: Path) -> None:
    events, code = jobs.run(tmp_path, jobs.job(tmp_path, "guess", ["good"]))
    assert (events, code) == ([], 2)
