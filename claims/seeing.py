"""What a probe says and measures with: conditions that must hold, and costs that are compared.

A probe is a small program that looks once more at one statement. It names each thing that it looks
at, prints the figures that it saw, and ends with 0 when all of them are as the verdict says, with 1
when one is not, and with 77 when the machine lacks what it needs. No figure is held to a time: only
relations are, and each relation keeps far enough from what was seen to be no coin's flip.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

NOT_RUN = 77
# Long enough for the clock of a thread, short enough for many turns.
BATCH_NS = 1_000_000
ROUNDS = 41


class Seen:
    """What one probe has looked at."""

    def __init__(self) -> None:
        self._is_good = True
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def that(self, what: str, holds: bool, figures: object = "") -> None:
        """Say whether one thing is as the verdict says, and keep that it is not."""
        word = "seen" if holds else "NOT SEEN"
        print(f"{word}: {what}" + (f" ({figures})" if figures != "" else ""), flush=True)
        self._is_good = self._is_good and bool(holds)

    def raises(self, kind: type[BaseException], what: str, call: Callable[[], object]) -> None:
        """Say whether a call raises exactly this kind of exception."""
        try:
            given = call()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            text = " ".join(str(error).split())[:120]
            self.that(what, type(error) is kind, f"{type(error).__name__}: {text}")
        else:
            self.that(what, False, f"nothing raised, gave {given!r:.60}")

    def also(self, what: str) -> None:
        """Print something that the verdict does not depend on."""
        print(f"also: {what}", flush=True)

    def end(self) -> NoReturn:
        """Leave with the code that says whether everything was seen."""
        sys.exit(0 if self._is_good else 1)

    @property
    def folder(self) -> Path:
        """A folder that goes with the probe."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="claim ")
        return Path(self._folder.name)


def not_run(reason: str) -> NoReturn:
    """Leave without a verdict, since the machine lacks something."""
    print(f"not run: {reason}")
    sys.exit(NOT_RUN)


def need(tool: str, install: str) -> str:
    """The path of a tool, without which the probe does not run."""
    found = shutil.which(tool)
    if found is None:
        not_run(f"{tool} is not installed; {install}")
    return found


def headers() -> str:
    """The folder of the interpreter's headers."""
    folder = sysconfig.get_path("include")
    if not os.path.isfile(os.path.join(folder, "Python.h")):
        not_run(
            "the headers of this Python are not installed; on Debian: apt-get install python3-dev"
        )
    return folder


def compiled(text: str, *flags: str, ending: str = ".c") -> subprocess.CompletedProcess[str]:
    """What the compiler says of a text, of which nothing is kept."""
    language = {".c": "c", ".cpp": "c++"}[ending]
    tool = need({".c": "cc", ".cpp": "c++"}[ending], "on Debian: apt-get install gcc g++")
    command = [tool, "-fsyntax-only", *flags, "-x", language, "-"]
    return subprocess.run(
        command, input=text, capture_output=True, text=True, check=False, timeout=120
    )


def built(seen: Seen, name: str, text: str, *flags: str, ending: str = ".c") -> Path:
    """Compile a text to a shared library, or end: a probe that cannot build has seen nothing."""
    tool = need({".c": "cc", ".cpp": "c++"}[ending], "on Debian: apt-get install gcc g++")
    source = seen.folder / f"{name}{ending}"
    source.write_text(text, encoding="utf-8")
    library = seen.folder / f"{name}.so"
    command = [tool, "-O2", "-shared", "-fPIC", "-o", str(library), str(source), *flags]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    if done.returncode != 0:
        print(done.stderr, file=sys.stderr)
        seen.that(f"`{source.name}` compiles", False)
        seen.end()
    return library


def library(seen: Seen, name: str, text: str) -> ctypes.CDLL:
    """A small C library, built and loaded."""
    return ctypes.CDLL(str(built(seen, name, text)))


def module(seen: Seen, name: str, text: str, *flags: str, ending: str = ".c") -> object:
    """An extension module, built and imported."""
    built(seen, name, text, f"-I{headers()}", *flags, ending=ending)
    sys.path.insert(0, str(seen.folder))
    try:
        return __import__(name)
    finally:
        sys.path.pop(0)


def cython_module(seen: Seen, name: str, text: str) -> object:
    """A Cython module, translated, built and imported."""
    done = cythonized(seen, name, text)
    if done.returncode != 0:
        seen.that(f"Cython translates `{name}`", False, done.stderr.strip()[-300:])
        seen.end()
    return module(seen, name, (seen.folder / f"{name}.c").read_text(encoding="utf-8"), "-w")


def cythonized(seen: Seen, name: str, text: str) -> subprocess.CompletedProcess[str]:
    """What Cython says of a text; the C that it makes lies in the probe's folder."""
    source = seen.folder / f"{name}.pyx"
    source.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "cython", "-3", str(source)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


class Costs:
    """What several calls cost beside one another, in processor time of this thread.

    In each round every call has its turn, in an order that moves on; what is compared is always
    within one round, so that a busy machine slows both sides.
    """

    def __init__(self, rounds: int = ROUNDS, **calls: Callable[[], object]) -> None:
        self._rounds: dict[str, list[float]] = {name: [] for name in calls}
        loops = {name: self._loops(call) for name, call in calls.items()}
        names = list(calls)
        for turn in range(rounds):
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                took = self._took(calls[name], loops[name])
                self._rounds[name].append(took / loops[name])

    @staticmethod
    def _took(call: Callable[[], object], loops: int) -> int:
        numbers = [None] * loops
        begin = time.thread_time_ns()
        for _ in numbers:
            call()
        return time.thread_time_ns() - begin

    def _loops(self, call: Callable[[], object]) -> int:
        loops = 1
        # The quickest of three: one batch that was held up would make all others too short.
        while min(self._took(call, loops) for _ in range(3)) < BATCH_NS and loops < 1 << 20:
            loops *= 2
        return loops

    def ratio(self, over: str, under: str) -> float:
        """The median over the rounds of one call's cost divided by another's."""
        pairs = zip(self._rounds[over], self._rounds[under], strict=True)
        return statistics.median(a / max(b, 1e-3) for a, b in pairs)

    def difference(self, one: str, other: str) -> float:
        """The median over the rounds of what one call costs more than another, in nanoseconds."""
        pairs = zip(self._rounds[one], self._rounds[other], strict=True)
        return statistics.median(a - b for a, b in pairs)

    def figures(self) -> str:
        """The quickest of each, as a person reads it: for the eye, and held to nothing."""
        return ", ".join(f"{name} {min(took):.0f} ns" for name, took in self._rounds.items())
