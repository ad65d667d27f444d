"""Where the things lie that proofs name, and which of them are missing.

Nothing is run here: a file is there or is not, and a test is a function in its file.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from rows import Proof, Row

ROOT = Path(__file__).parent.parent
PROBES = Path(__file__).parent / "probes"
SUITES = Path(__file__).parent / "suites.toml"
# What `choose` says of the article, beside its tests.
CITING = "crates/fishplate-choose"
# Debian's own interpreter, which is in no folder of ours.
SYSTEM = "system"


@dataclass(frozen=True)
class Suite:
    """A folder of tests of pytest, and what they run in."""

    tests: str
    python: str
    make: str | None = None
    path: tuple[str, ...] = ()


def settings() -> dict[str, object]:
    """`suites.toml` as it stands."""
    return tomllib.loads(SUITES.read_text(encoding="utf-8"))


def suites() -> list[Suite]:
    """Every folder of tests that is known."""
    given = settings()["suite"]
    assert isinstance(given, list)
    return [
        Suite(one["tests"], one["python"], one.get("make"), tuple(one.get("path", ())))
        for one in given
    ]


def suite_of(test: str) -> Suite | None:
    """The suite that a test belongs to."""
    return next((one for one in suites() if test.startswith(f"{one.tests}/")), None)


def missing(row: Row, root: Path = ROOT, probes: Path = PROBES) -> list[str]:
    """What the proofs of a row name and the checkout does not have."""
    return [f"{row.id}: {wrong}" for proof in row.proofs for wrong in _wrong(proof, root, probes)]


def _wrong(proof: Proof, root: Path, probes: Path) -> list[str]:
    wrong = [
        f"there is no workload `{name}`"
        for name in proof.workloads
        if not (root / "workloads" / name / "workload.toml").is_file()
    ]
    if proof.kind == "probe":
        if not (probes / proof.name).is_file():
            wrong.append(f"there is no probe `{proof.name}`")
        if proof.python != SYSTEM and proof.python not in _environments():
            wrong.append(f"no target of make is known for `{proof.python}`")
    elif proof.kind == "case":
        if not (root / "cases" / proof.name / "case.toml").is_file():
            wrong.append(f"there is no case `{proof.name}`")
    elif proof.kind == "test":
        file, _, name = proof.name.partition("::")
        if suite_of(file) is None:
            wrong.append(f"no suite in suites.toml has `{file}`")
        if not _has(root / file, rf"def {re.escape(name)}\("):
            wrong.append(f"there is no test `{proof.name}`")
    else:
        wrong.extend(_wrong_cargo(proof.name, root))
    return wrong


def _wrong_cargo(name: str, root: Path) -> list[str]:
    package, target, test = name.split()
    folder = root / "crates" / package / "tests"
    files = [folder / f"{target}.rs", *(folder / target).glob("*.rs")]
    function = rf"fn {re.escape(test.rpartition('::')[2])}\("
    return [] if any(_has(file, function) for file in files) else [f"there is no test `{name}`"]


def _environments() -> dict[str, str]:
    given = settings()["environments"]
    assert isinstance(given, dict)
    return given


def _has(file: Path, pattern: str) -> bool:
    return file.is_file() and re.search(pattern, file.read_text(encoding="utf-8")) is not None


def cited(root: Path = ROOT) -> set[str]:
    """The statements that `fishplate choose` cites, in its data and in the tests of it."""
    found: set[str] = set()
    for path in sorted((root / CITING).rglob("*")):
        if path.suffix in {".toml", ".tsv"} and "target" not in path.parts:
            found.update(re.findall(r"\bV-\d\d\b", path.read_text(encoding="utf-8")))
    return found
