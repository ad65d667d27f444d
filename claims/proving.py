"""Runs proofs, and says of each whether it saw what its row says.

Proofs of one kind are run together where that saves work: one `fishplate bench` for all workloads,
one `fishplate cases run` for all cases, one pytest for each folder of tests. Every program has a
time limit, and is ended with all that it started.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as Xml
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import places
from rows import Proof
from seeing import NOT_RUN

SEEN, OTHERWISE, FAILED, LEFT_OUT = "seen", "otherwise", "failed", "not run"
PROBE_S, MAKE_S, SUITE_S, GALLERY_S, BENCH_S = 300, 3000, 1200, 3600, 3600
GRACE_S = 10
# The tail of what a program said is enough to see why it ended.
TAIL = 12


@dataclass(frozen=True)
class Outcome:
    """What became of one proof."""

    state: str
    """`SEEN`, `OTHERWISE`, `FAILED` or `LEFT_OUT`."""
    what: str
    """One line: what was seen, or why nothing was."""
    told: str = ""
    """What the program said, where somebody has to look."""


@dataclass(frozen=True)
class Machine:
    """Where things are on this machine."""

    fishplate: str
    python: str
    build: Path
    probes: Path
    summary: Path | None = None


def run(command: Sequence[str], limit_s: int, **more: str) -> tuple[int, str, str]:
    """Run a program with more in its environment: its code, its output and its errors."""
    environment = {**os.environ, "NO_COLOR": "1", **more}
    # What a make above has told its own children is not meant for these.
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHONHOME"):
        environment.pop(name, None)
    with subprocess.Popen(
        list(command),
        cwd=places.ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as child:
        try:
            output, beside = child.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            output, beside = _ended(child)
            return 124, output, f"{beside}\nended after {limit_s} s"
        except BaseException:
            _ended(child)
            raise
    return child.returncode, output, beside


def _ended(child: subprocess.Popen[str]) -> tuple[str, str]:
    """End a program and its group; asked first, it can end what it started elsewhere."""
    for word in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, word)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return child.communicate(timeout=GRACE_S)
    return "", "its output is held by something that it started"


class Prover:
    """Runs proofs, each thing that several of them need once."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._made: dict[str, Outcome | None] = {}
        self._summary: Path | Outcome | None = machine.summary

    def outcomes(self, proofs: Sequence[Proof]) -> dict[Proof, Outcome]:
        """What became of each proof."""
        cases = sorted({proof.name for proof in proofs if proof.kind == "case"})
        tests = sorted({proof.name for proof in proofs if proof.kind == "test"})
        workloads = sorted({name for proof in proofs for name in proof.workloads})
        by_case = self._cases(cases) if cases else {}
        by_test = self._tests(tests) if tests else {}
        if workloads and self._summary is None:
            self._summary = self._measured(workloads)
        found = {}
        for proof in proofs:
            if proof.kind == "case":
                found[proof] = by_case[proof.name]
            elif proof.kind == "test":
                found[proof] = by_test[proof.name]
            elif proof.kind == "cargo":
                found[proof] = self._cargo(proof.name)
            elif proof not in found:
                found[proof] = self._probe(proof)
        return found

    def _make(self, target: str | None) -> Outcome | None:
        """Have make build something: nothing when it is there, else why it is not."""
        if target is None or target == "venv":
            return None
        if target not in self._made:
            _say(f"make {target}")
            code, _, beside = run(["make", target, f"PYTHON={self._machine.python}"], MAKE_S)
            self._made[target] = None
            if code != 0:
                self._made[target] = Outcome(
                    FAILED, f"`make {target}` ends with {code}", _end(beside)
                )
        return self._made[target]

    def _probe(self, proof: Proof) -> Outcome:
        if isinstance(self._summary, Outcome) and proof.workloads:
            return self._summary
        if proof.python == places.SYSTEM:
            python = "/usr/bin/python3"
            if not Path(python).exists():
                return Outcome(LEFT_OUT, "the system has no Python of its own")
        else:
            made = self._make(_target_of(proof.python))
            if made is not None:
                return made
            python = _python(proof.python)
        _say(proof.name)
        more = {"PYTHONPATH": str(Path(__file__).parent), "FISHPLATE_ROOT": str(places.ROOT)}
        if proof.workloads:
            more["FISHPLATE_SUMMARY"] = str(self._summary)
        command = [python, "-B", str(self._machine.probes / proof.name)]
        return probed(*run(command, PROBE_S, **more))

    def _cases(self, names: list[str]) -> dict[str, Outcome]:
        """Every case with the first interpreter that has what it needs."""
        given = places.settings()["cases"]
        assert isinstance(given, dict)
        found: dict[str, Outcome] = {}
        for python in given["pythons"]:
            left = [name for name in names if found.get(name, _UNTRIED).state == LEFT_OUT]
            exe = python.format(python=self._machine.python)
            is_first = not found
            if not left or not (is_first or (places.ROOT / exe).exists()):
                continue
            exe = exe if is_first else str(places.ROOT / exe)
            _say(f"fishplate cases run, {len(left)} of them with {python}")
            command = [self._machine.fishplate, "cases", "run", *left, "--format", "json"]
            code, output, beside = run([*command, "--python", exe], GALLERY_S)
            try:
                told = json.loads(output)
            except ValueError:
                failed = Outcome(FAILED, f"`fishplate cases run` ends with {code}", _end(beside))
                found.update(dict.fromkeys(left, failed))
                break
            found.update({one["name"]: judged_case(one) for one in told["cases"]})
        return {
            name: found.get(name, Outcome(FAILED, "the gallery does not name it")) for name in names
        }

    def _tests(self, names: list[str]) -> dict[str, Outcome]:
        by_suite: dict[places.Suite, list[str]] = {}
        found = {}
        for name in names:
            suite = places.suite_of(name)
            if suite is None:
                found[name] = Outcome(FAILED, "no suite in suites.toml has it")
            else:
                by_suite.setdefault(suite, []).append(name)
        for suite, some in by_suite.items():
            found.update(self._suite(suite, some))
        return found

    def _suite(self, suite: places.Suite, names: list[str]) -> dict[str, Outcome]:
        made = self._make(suite.make)
        if made is not None:
            return dict.fromkeys(names, made)
        _say(f"pytest {suite.tests}")
        path = os.pathsep.join(one.format(build=self._machine.build) for one in suite.path)
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder) / "report.xml"
            command = [_python(suite.python), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
            more = {"PYTHONPATH": path} if path else {}
            code, output, _ = run([*command, f"--junitxml={report}", *names], SUITE_S, **more)
            if not report.exists():
                failed = Outcome(FAILED, f"pytest ends with {code}", _end(output))
                return dict.fromkeys(names, failed)
            cases = list(Xml.parse(report).iter("testcase"))
        return {name: judged_test(name, cases, _end(output)) for name in names}

    def _cargo(self, name: str) -> Outcome:
        package, target, test = name.split()
        _say(f"cargo test {target} {test}")
        command = ["cargo", "test", "--locked", "--package", package, "--test", target]
        # Slow tests are ignored unless they are asked for.
        command += ["--", "--exact", "--include-ignored", test]
        return judged_cargo(*run(command, MAKE_S))

    def _measured(self, workloads: list[str]) -> Path | Outcome:
        _say(f"fishplate bench {' '.join(workloads)} --quick")
        folder = places.ROOT / "target/claims/bench"
        command = [self._machine.fishplate, "bench", *workloads, "--quick", "--out", str(folder)]
        code, _, beside = run([*command, "--python", self._machine.python], BENCH_S)
        summary = folder / "summary.json"
        if code not in (0, 1) or not summary.is_file():
            return Outcome(FAILED, f"`fishplate bench` ends with {code}", _end(beside))
        return summary


_UNTRIED = Outcome(LEFT_OUT, "not tried")


def probed(code: int, output: str, beside: str) -> Outcome:
    """What a probe's end says."""
    lines = output.splitlines()
    seen = sum(line.startswith("seen: ") for line in lines)
    wrong = [line for line in lines if line.startswith("NOT SEEN: ")]
    if code == NOT_RUN and not wrong:
        reason = next(
            (line for line in lines if line.startswith("not run: ")), "not run: no reason"
        )
        return Outcome(LEFT_OUT, reason.removeprefix("not run: "))
    if code == 0 and seen and not wrong:
        return Outcome(SEEN, f"{seen} things seen", output)
    if wrong:
        return Outcome(OTHERWISE, f"{len(wrong)} of {seen + len(wrong)} not seen", output)
    return Outcome(FAILED, f"ends with {code} and no verdict", _end(output + beside))


def judged_cargo(code: int, output: str, beside: str) -> Outcome:
    """What cargo's run of one test says."""
    if code == 0 and "test result: ok. 1 passed" in output:
        return Outcome(SEEN, "passes")
    if "test result: FAILED" in output:
        return Outcome(OTHERWISE, "fails", _end(output + beside))
    return Outcome(FAILED, f"`cargo test` ends with {code} and no result", _end(output + beside))


def judged_case(case: dict[str, Any]) -> Outcome:
    """What the gallery says of one case."""
    if case["reason"]:
        return Outcome(LEFT_OUT, case["reason"])
    cells: dict[str, list[str]] = {}
    for cell in case["cells"]:
        cells.setdefault(cell["state"], []).append(cell["detector"])
    good = cells.pop("as-expected", [])
    skipped = cells.pop("skipped", [])
    told = json.dumps(case["cells"], indent=1)
    if "failed" in cells:
        return Outcome(FAILED, f"{', '.join(cells['failed'])} could not be run", told)
    if cells:
        names = ", ".join(name for some in cells.values() for name in some)
        return Outcome(OTHERWISE, f"{names} otherwise than expected", told)
    if not good:
        return Outcome(LEFT_OUT, f"no detector for it here: {', '.join(skipped)}")
    left = f", without {', '.join(skipped)}" if skipped else ""
    return Outcome(SEEN, f"as expected under {', '.join(good)}{left}")


def judged_test(name: str, cases: Sequence[Xml.Element], told: str) -> Outcome:
    """What pytest's report says of one test, with all its parameters."""
    file, _, function = name.partition("::")
    stem = Path(file).stem
    ours = [
        case
        for case in cases
        if case.get("name", "").partition("[")[0] == function
        and stem in case.get("classname", "").split(".")
    ]
    bad = [case for case in ours if case.find("failure") is not None]
    broken = [case for case in ours if case.find("error") is not None]
    skips = [skip for case in ours if (skip := case.find("skipped")) is not None]
    if bad:
        return Outcome(OTHERWISE, f"{len(bad)} of {len(ours)} fail", told)
    if broken or not ours:
        return Outcome(FAILED, "pytest could not run it", told)
    if len(skips) == len(ours):
        return Outcome(LEFT_OUT, str(skips[0].get("message", "skipped without a reason")))
    return Outcome(SEEN, f"{len(ours) - len(skips)} of {len(ours)} pass")


def _python(environment: str) -> str:
    return str(places.ROOT / "target" / environment / "bin" / "python")


def _target_of(environment: str) -> str:
    given = places.settings()["environments"]
    assert isinstance(given, dict)
    return str(given[environment])


def _end(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-TAIL:])


def _say(what: str) -> None:
    """Say on a terminal what takes long."""
    if sys.stderr.isatty():
        print(f"claims: {what}", file=sys.stderr, flush=True)
