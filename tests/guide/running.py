"""Runs the blocks of one page, one after the other, in a folder of their own."""

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from blocks import Block

ROOT = Path(__file__).parent.parent.parent
# A line of this alone stands for any number of lines, and within a line for anything.
ANYTHING = "…"
LONGEST_S = 120


def tools(folder: Path, fishplate: Path) -> Path:
    """Fill a folder for the path: `fishplate`, and as `python3` the interpreter of the tests."""
    python = shutil.which(os.environ.get("PYTHON", "python3"))
    assert python, "there is no interpreter; set PYTHON to one"
    (folder / "fishplate").symlink_to(fishplate)
    # A script and no link, since an interpreter looks for its library beside its own name.
    script = folder / "python3"
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(python)} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return folder


@dataclass
class Shell:
    """Where the blocks of a page run."""

    folder: Path
    tools: Path

    def interpreter(self, venv: str | None) -> Path:
        """The interpreter of an environment below `target`."""
        return ROOT / "target" / (f"{venv}-venv" if venv else "venv") / "bin" / "python"

    def run(self, block: Block) -> None:
        """Run a block and hold it to what it shows."""
        assert block.running is not None
        wanted = int(block.running["exit"] or 0)
        if block.language == "python":
            python = self.interpreter(block.running["venv"])
            before = block.running["before"]
            above = (self.folder / before).read_text(encoding="utf-8") if before else ""
            code, output = self.process([str(python), "-c", above + block.code])
            assert code == wanted, f"{block.place}: ended with {code}\n{output}"
            return
        for command, shown in typed(block.code):
            code, output = self.process(["bash", "-euo", "pipefail", "-c", command])
            assert code == wanted, f"{block.place}: `{command}` ended with {code}\n{output}"
            assert not shown or is_like(output, shown), (
                f"{block.place}: `{command}` shows other than the page says:\n{output}"
            )

    def process(self, command: list[str]) -> tuple[int, str]:
        """The exit code of a command, and its output as it stands on a terminal."""
        environment = dict(os.environ, NO_COLOR="1", COLUMNS="100")
        environment["PATH"] = f"{self.tools}{os.pathsep}{environment['PATH']}"
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST_S,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout


def typed(code: str) -> list[tuple[str, str]]:
    """The commands of a block, each with what it shows below it."""
    joined = re.sub(r"\\\n\s*", "", code)
    parts = re.split(r"^\$ ", joined, flags=re.MULTILINE)[1:]
    pairs = (part.partition("\n") for part in parts)
    return [(command.strip(), shown.strip("\n")) for command, _, shown in pairs]


def is_like(output: str, shown: str) -> bool:
    """Whether an output is as shown, where the page leaves something out."""
    lines = [line.rstrip() for line in shown.splitlines()]
    pattern = ""
    for line in lines:
        if line == ANYTHING:
            pattern += r"(?:.*\n)*?"
        else:
            pattern += re.escape(line).replace(re.escape(ANYTHING), ".*") + r"\n"
    clean = "".join(f"{line.rstrip()}\n" for line in output.strip("\n").splitlines())
    return re.fullmatch(pattern, clean) is not None
