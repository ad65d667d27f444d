"""Tries mutants of one library: what the oracle says of each, and what `fishplate check` finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import native_types
from breaking import DROP, KINDS, Mutant
from model import Library
from oracle import Oracle
from styles import STUB, STYLES, Binding

SERIOUS = ("error", "warning")
# Of a finding: code, line, symbol, message.
Row = tuple[str, int, str, str]


@dataclass(frozen=True)
class Settings:
    """How mutants are tried."""

    fishplate: str
    folder: Path
    # What the header needs besides, for fishplate and for g++.
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tried:
    """One mutant with what became of it."""

    kind: str
    style: str
    file: str
    what: str
    lines: tuple[int, int]
    # Why it is no mutant; none for one that must be found.
    discarded: str | None
    # The serious findings.
    findings: tuple[Row, ...] = ()

    @property
    def at_its_line(self) -> int:
        """How many findings stand where the declaration was broken."""
        first, last = self.lines
        return sum(first <= line <= last for _, line, _, _ in self.findings)

    @property
    def is_found(self) -> bool:
        """Whether a finding stands where the declaration was broken."""
        return self.at_its_line > 0

    @property
    def has_second(self) -> bool:
        """Whether there is more than the one finding."""
        return len(self.findings) > 1


class Trial:
    """The mutants of one library, in one folder, checked in one run.

    Parameters
    ----------
    library
        What is right.
    settings
        How it is tried.
    random
        The choice of what is broken.
    """

    def __init__(self, library: Library, settings: Settings, random: Random) -> None:
        self.library = library
        self.settings = settings
        self.random = random
        self.folder = settings.folder
        self.bindings = self.folder / "bindings"
        self.bindings.mkdir(parents=True)
        (self.folder / "given.h").write_text(library.header, encoding="utf-8")
        flags = [f"-I{self.folder}", *settings.flags]
        self.native = native_types.ask(library, self.folder, flags)
        native_types.stub(library, self.folder, STUB)

    def run(self, counts: dict[str, int]) -> list[Tried]:
        """Try so many mutants of each kind, and the unbroken binding of each style."""
        self.expect_silence()
        tried = [
            self.write(kind, index) for kind, count in counts.items() for index in range(count)
        ]
        made = [one for one in tried if one is not None]
        judged = self.judge(made)
        findings = self.check([self.bindings])
        self.expect_the_same_alone(self.random.choice(judged).file, findings)
        return [replace(one, findings=tuple(findings.get(one.file, ()))) for one in judged]

    def expect_silence(self) -> None:
        """The unbroken bindings are right to the oracle and to fishplate, or no mutant counts."""
        clean = self.folder / "clean"
        clean.mkdir()
        names = []
        for style in STYLES:
            binding = style.write(self.library, Random(self.random.random()))
            path = clean / f"clean_{style.name}.py"
            path.write_text(binding.text, encoding="utf-8")
            names.append(path)
        told = self.declared(names)
        for path in names:
            declared = told[str(path)]
            if "refused" in declared:
                raise SystemExit(f"mutants: {path}: {declared['refused']}")
            if Oracle(self.native, declared).verdict() is None:
                raise SystemExit(f"mutants: the oracle finds the unbroken {path} wrong")
        for file, found in self.check([clean]).items():
            raise SystemExit(f"mutants: fishplate finds the unbroken {file} wrong: {found}")

    def expect_the_same_alone(self, file: str, findings: dict[str, list[Row]]) -> None:
        """One mutant gives alone what it gives beside the others, or the others disturb."""
        alone = self.check([Path(file)])
        if alone.get(file, []) != findings.get(file, []):
            raise SystemExit(f"mutants: {file} alone: {alone}, with others: {findings.get(file)}")

    def write(self, kind: str, index: int) -> Tried | None:
        """Write one mutant; none where the library has nothing of its kind."""
        random = Random(self.random.random())
        style = random.choice([one for one in STYLES if one.can_drop or kind != DROP])
        mutant = KINDS[kind](random, self.library, style)
        if mutant is None:
            return None
        binding = style.write(mutant.library, random)
        name = f"{kind.replace(' ', '_')}_{index}_{style.name}.py"
        path = self.bindings / name
        path.write_text(binding.text, encoding="utf-8")
        return Tried(kind, style.name, str(path), mutant.what, lines(binding, mutant), None)

    def judge(self, tried: Sequence[Tried]) -> list[Tried]:
        """Ask the oracle about each."""
        told = self.declared([Path(one.file) for one in tried])
        judged = []
        for one in tried:
            declared = told[one.file]
            if "refused" in declared:
                why: str | None = "the binding tool refuses it"
            else:
                why = Oracle(self.native, declared).verdict()
            judged.append(replace(one, discarded=why))
        return judged

    def declared(self, paths: Sequence[Path]) -> dict[str, Any]:
        """What ctypes and CFFI make of some bindings."""
        items = {
            "functions": [one.name for one in self.library.functions],
            "callbacks": [one.name for one in self.library.callbacks],
            "records": [one.name for one in self.library.records],
        }
        names = self.folder / "items.json"
        names.write_text(json.dumps(items), encoding="utf-8")
        program = Path(__file__).with_name("declared_types.py")
        command = [sys.executable, "-B", str(program), str(names), *map(str, paths)]
        environment = os.environ | {"LD_LIBRARY_PATH": str(self.folder)}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode:
            raise SystemExit(f"mutants: the bindings cannot be imported:\n{done.stderr[-2000:]}")
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def check(self, targets: Sequence[Path]) -> dict[str, list[Row]]:
        """The serious findings of fishplate, by file."""
        header = self.folder / self.library.include
        if not header.exists():
            header = Path(self.library.include)
        command = [self.settings.fishplate, "check", *map(str, targets), "--format", "json"]
        command += ["--header", str(header), *map(include_dir, self.settings.flags)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"mutants: fishplate could not check:\n{done.stderr[-3000:]}")
        found: dict[str, list[Row]] = {}
        for one in json.loads(done.stdout)["findings"]:
            if one["severity"] in SERIOUS:
                row = (one["code"], one["binding"]["line"], one["symbol"], one["message"])
                found.setdefault(one["binding"]["file"], []).append(row)
        return found


def lines(binding: Binding, mutant: Mutant) -> tuple[int, int]:
    """Where the broken declaration stands."""
    for key in mutant.keys:
        if key in binding.places:
            return binding.places[key]
    raise AssertionError(mutant.keys)


def include_dir(flag: str) -> str:
    """`-Ifolder` as fishplate has it."""
    return "--include-dir=" + flag.removeprefix("-I")
