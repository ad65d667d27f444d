"""The statements are all there, name things that are there, and are believed only when seen."""

import json
import re
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest
from command import main, state_of
from page import page
from places import ROOT, cited, missing
from proving import (
    FAILED,
    LEFT_OUT,
    OTHERWISE,
    SEEN,
    Outcome,
    judged_cargo,
    judged_case,
    judged_test,
    probed,
    run,
)
from rows import BadRow, rows
from seeing import NOT_RUN

# The numbers that were given; those between them never were.
NUMBERS = [*range(1, 28), *range(30, 39), 40, 41, 43, 45, *range(50, 59)]
ROWS = rows()


def test_every_statement_is_there_once() -> None:
    assert sorted(row.id for row in ROWS) == [f"V-{number:02}" for number in NUMBERS]


def test_each_proof_names_something_that_is_there() -> None:
    assert [one for row in ROWS for one in missing(row)] == []


def test_each_probe_is_named_by_its_row_and_says_what_it_shows() -> None:
    named = {(proof.name, row.id) for row in ROWS for proof in row.proofs if proof.kind == "probe"}
    there = {
        path.name: path.read_text(encoding="utf-8")
        for path in (ROOT / "claims/probes").iterdir()
        if path.suffix == ".py"
    }
    assert {name for name, _ in named} == set(there)
    for name, row in named:
        assert name.startswith(row.lower().replace("-", "") + "_"), name
        assert re.match(rf'"""{row}: \S.*\n', there[name]), f"{name} begins with what it shows"


def test_what_choose_cites_is_there() -> None:
    citations = cited()
    assert len(citations) >= 10
    assert citations <= {row.id for row in ROWS}


def test_the_page_is_made_from_the_rows() -> None:
    there = (ROOT / "docs/claims.md").read_text(encoding="utf-8")
    assert there == page(ROWS), "run `make claims-page`, and read the diff"


def made(folder: Path, verdict: str, probe: str, **more: object) -> list[str]:
    """Arguments for a row of its own with one probe."""
    keys = {"id": "V-01", "about": ["A-02"], "says": "s", "verdict": verdict, "holds": "h", **more}
    lines = [
        'section = "One"',
        "[[row]]",
        *(f"{key} = {json.dumps(it)}" for key, it in keys.items()),
    ]
    (folder / "rows").mkdir()
    (folder / "rows/one.toml").write_text(
        "\n".join([*lines, 'proof = [{ probe = "one.py", fast = true }]'])
    )
    (folder / "one.py").write_text(f"from seeing import Seen, not_run\nseen = Seen()\n{probe}\n")
    return ["--rows", str(folder / "rows"), "--probes", str(folder)]


LIST = 'seen.that("a list is a tuple", isinstance([], tuple), "so it is said")\nseen.end()'


def test_a_wrong_verdict_ends_with_1_and_says_what_was_not_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(made(tmp_path, "holds", LIST)) == 1
    said = capsys.readouterr().out
    assert "V-01  holds               otherwise\n" in said
    assert "NOT SEEN: a list is a tuple (so it is said)" in said
    assert said.endswith("1 statements: 0 seen, 1 otherwise, 0 failed, 0 not run, 0 open\n")


@pytest.mark.parametrize(
    ("probe", "code", "line"),
    [
        (LIST.replace("[], tuple", "[], list"), 0, "1 seen, 0 otherwise"),
        ('not_run("no torch here")', 0, "1 not run"),
        ("raise SystemExit(0)", 2, "1 failed"),
        ("1 / 0", 2, "1 failed"),
        ('seen.that("so far", True)\nimport os\nos.abort()', 2, "1 failed"),
    ],
)
def test_a_probe_is_believed_when_it_has_seen_something_and_ended_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], probe: str, code: int, line: str
) -> None:
    assert main(made(tmp_path, "holds", probe)) == code
    assert line in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize(
    ("verdict", "more", "complaint"),
    [
        ("maybe", {}, "the verdict is one of"),
        ("open", {"open": "no GPU"}, "when, and only when, nothing is run"),
        ("holds", {"seen": True}, "knows no seen"),
        ("holds", {"id": "V-1"}, "two digits"),
    ],
)
def test_a_row_of_another_form_is_refused(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    verdict: str,
    more: dict[str, object],
    complaint: str,
) -> None:
    assert main(made(tmp_path, verdict, LIST, **more)) == 2
    assert complaint in capsys.readouterr().err


def test_a_proof_of_what_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = made(tmp_path, "holds", LIST)
    (tmp_path / "one.py").unlink()
    assert main(arguments) == 2
    assert "V-01: there is no probe `one.py`" in capsys.readouterr().err
    assert main(["V-29"]) == 2
    assert "there is no statement `V-29`" in capsys.readouterr().err
    assert main(["V-06", "--summary", str(tmp_path / "none.json")]) == 2
    assert "none.json`; leave it out to measure" in capsys.readouterr().err
    (tmp_path / "rows/two.toml").write_text("section = ")
    with pytest.raises(BadRow):
        rows(tmp_path / "rows")


def test_a_program_that_does_not_end_is_ended_with_what_it_started() -> None:
    code, output, beside = run(["bash", "-c", "echo begun; sleep 60 & wait"], 1)
    assert (code, output) == (124, "begun\n")
    assert "ended after 1 s" in beside


def cell(state: str, detector: str = "plain") -> dict[str, str]:
    return {"state": state, "detector": detector}


@pytest.mark.parametrize(
    ("case", "state"),
    [
        ({"reason": "torch is missing", "cells": []}, LEFT_OUT),
        ({"reason": None, "cells": [cell("as-expected"), cell("skipped", "valgrind")]}, SEEN),
        ({"reason": None, "cells": [cell("as-expected"), cell("differs", "check")]}, OTHERWISE),
        ({"reason": None, "cells": [cell("as-expected"), cell("failed", "check")]}, FAILED),
        ({"reason": None, "cells": [cell("skipped")]}, LEFT_OUT),
    ],
)
def test_a_case_is_seen_when_every_cell_that_ran_is_as_expected(
    case: dict[str, object], state: str
) -> None:
    assert judged_case(case).state == state


REPORT = """
<testsuite>
  <testcase classname="folder.test_it" name="test_one[a]" />
  <testcase classname="folder.test_it" name="test_one[b]"><failure message="no" /></testcase>
  <testcase classname="folder.test_it" name="test_two"><skipped message="no torch" /></testcase>
  <testcase classname="folder.test_it" name="test_three" />
  <testcase classname="folder.test_it" name="test_four"><error message="no" /></testcase>
</testsuite>
"""


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("test_one", OTHERWISE),
        ("test_two", LEFT_OUT),
        ("test_three", SEEN),
        ("test_four", FAILED),
        ("test_five", FAILED),
    ],
)
def test_a_test_is_seen_when_it_passes_with_every_parameter(name: str, state: str) -> None:
    cases = list(Xml.fromstring(REPORT).iter("testcase"))
    assert judged_test(f"folder/test_it.py::{name}", cases, "").state == state


@pytest.mark.parametrize(
    ("code", "output", "state"),
    [
        (0, "test result: ok. 1 passed; 0 failed; 0 ignored", SEEN),
        (0, "test result: ok. 0 passed; 0 failed; 1 ignored", FAILED),
        (101, "test result: FAILED. 0 passed; 1 failed", OTHERWISE),
        (101, "error: could not compile", FAILED),
    ],
)
def test_a_test_of_cargo_counts_when_it_was_run(code: int, output: str, state: str) -> None:
    assert judged_cargo(code, output, "").state == state


def test_the_worst_of_the_proofs_speaks_for_the_row() -> None:
    seen, otherwise = Outcome(SEEN, ""), Outcome(OTHERWISE, "")
    assert state_of([seen, otherwise]) == OTHERWISE
    assert state_of([seen, Outcome(FAILED, "")]) == FAILED
    assert state_of([Outcome(LEFT_OUT, ""), seen]) == SEEN
    assert state_of([]) == "open"
    assert probed(NOT_RUN, "NOT SEEN: b\nnot run: no numba", "").state == OTHERWISE
    assert probed(1, "seen: a\nNOT SEEN: b\n", "").what == "1 of 2 not seen"
