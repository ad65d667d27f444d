"""The judge is judged: what it must let pass, what it must not, and a checker that sees nothing."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from oracle import SAME, TAIL, Oracle

INT, LONG, DOUBLE, TEXT = ["int", 4], ["int", 8], ["float", 8], ["pointer", ["int", 1]]
ANY, VOID, NUMBERS = ["pointer", ["void"]], ["void"], ["pointer", ["float", 8]]
POINT = {"size": 16, "fields": {"x": [0, INT], "y": [8, DOUBLE]}}
POINTER_TO_POINT = ["pointer", ["record", "point"]]


def verdict(native: Any, declared: Any, layout: Any = POINT) -> str | None:
    ours = {"items": {"f": declared}, "layouts": {"point": layout}}
    return Oracle({"items": {"f": native}, "layouts": {"point": POINT}}, ours).verdict()


def taking(*types: Any) -> Any:
    return ["call", VOID, list(types)]


@pytest.mark.parametrize(
    ("native", "declared"),
    [
        (taking(INT, TEXT), taking(INT, ANY)),
        (taking(ANY), taking(LONG)),
        (taking(INT), taking(["bool", 1])),
        (["call", VOID, []], ["call", INT, []]),
        (taking(POINTER_TO_POINT), taking(TEXT)),
    ],
)
def test_what_changes_no_value_is_no_mutant(native: Any, declared: Any) -> None:
    assert verdict(native, declared) == SAME


@pytest.mark.parametrize(
    ("native", "declared"),
    [
        (taking(INT), taking(LONG)),
        (taking(INT), taking()),
        (taking(INT), taking(["float", 4])),
        (taking(NUMBERS), taking(["pointer", ["float", 4]])),
        (taking(["pointer", LONG]), taking(["pointer", TEXT])),
        (["call", TEXT, []], ["call", INT, []]),
        (taking(POINTER_TO_POINT), taking(NUMBERS)),
        (taking(["bool", 1]), taking(LONG)),
    ],
)
def test_what_changes_one_is(native: Any, declared: Any) -> None:
    assert verdict(native, declared) is None


def test_fields_are_compared_by_their_places() -> None:
    call = taking(POINTER_TO_POINT)
    swapped = {"size": 16, "fields": {"y": [0, DOUBLE], "x": [8, INT]}}
    assert verdict(call, call, swapped) is None
    short = {"size": 12, "fields": POINT["fields"]}
    assert verdict(call, call, short) is None
    given = ["call", POINTER_TO_POINT, []]
    assert verdict(given, given, short) == TAIL


def test_a_checker_that_finds_nothing_is_found_out(tmp_path: Path) -> None:
    if shutil.which("g++") is None:
        pytest.skip("no g++ to ask about the header")
    blind = tmp_path / "blind"
    blind.write_text("#!/bin/sh\necho '{\"findings\": []}'\n", encoding="utf-8")
    blind.chmod(0o755)
    command = [sys.executable, "-B", str(Path(__file__).parent), "--fishplate", str(blind)]
    done = subprocess.run([*command, "--seeds", "1"], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "found 0.00%" in done.stdout
