"""The bench: its figures on made-up samples, and every row of it once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parent.parent / "bench"
WORKER = BENCH.parent.parent.parent / "python"
sys.path.insert(0, str(BENCH))

from figures import Figure, Run  # noqa: E402
from pages import MARKS, in_words, record, tables  # noqa: E402


def samples(row, times, floor=lambda process, number: 10.0, clock="monotonic"):
    """Samples of three processes with ten rounds each."""
    return [
        {
            "size": 1,
            "row": row,
            "process": process,
            "round": number,
            "raw_ns": times(process, number) + floor(process, number),
            "floor_ns": floor(process, number),
            "clock": clock,
        }
        for process in range(3)
        for number in range(10)
    ]


def test_the_loop_is_taken_off_and_processes_are_told_apart():
    run = Run([], samples("a", lambda process, number: 5.0 + process))
    assert run.net(1, "a") == Figure(6.0, 5.0, 7.0)


def test_a_difference_is_taken_within_rounds_so_that_the_weather_does_not_show():
    def weather(process, number):
        return 100.0 * ((process + number) % 4)

    rows = samples("a", weather) + samples("b", lambda *at: weather(*at) + 3.0)
    assert Run([], rows).more(1, "b", "a") == Figure(3.0, 3.0, 3.0)


def test_disturbed_rounds_are_left_out_unless_hardly_any_is_left():
    def floor(process, number):
        return 20.0 if number % 2 else 10.0

    run = Run([], samples("a", lambda process, number: 90.0 if number % 2 else 5.0, floor))
    assert (run.net(1, "a").mid_ns, run.dropped) == (5.0, 0.5)
    rare = Run([], samples("a", lambda *at: 5.0, lambda process, number: 10.0 + 9 * (number > 1)))
    assert rare.dropped == 0.0


def test_processor_time_has_no_loop_to_take_off():
    run = Run([], samples("a", lambda *at: 5.0, clock="thread_cpu"))
    assert run.net(1, "a").mid_ns == 15.0


def test_tables_take_the_place_of_those_before_and_of_nothing_else(tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"before\n{MARKS[0]}\nold\n{MARKS[1]}\nafter\n")
    record(page, "new")
    record(page, "newer")
    assert page.read_text() == f"before\n{MARKS[0]}\n\nnewer\n{MARKS[1]}\nafter\n"
    page.write_text("nothing")
    with pytest.raises(SystemExit, match="has no place for the figures"):
        record(page, "new")


def test_every_row_takes_part_and_the_tables_are_whole():
    ended = subprocess.run(
        [sys.executable, BENCH / "process.py", "0", "6"],
        env={**os.environ, "PYTHONPATH": str(WORKER)},
        stdout=subprocess.PIPE,
        check=True,
        timeout=120,
        text=True,
    )
    run = Run.of([[json.loads(line) for line in ended.stdout.splitlines()]])
    made = tables([run])
    assert made.count("\n| ---") == 3
    assert made.count("1,000,000 elements") == 3
    assert len(run.as_json()["rows"]) >= 3 * 15
    assert "the parser the other" in in_words(run)[0]
    assert (BENCH.parent / "README.md").read_text(encoding="utf-8").count(MARKS[0]) == 1
