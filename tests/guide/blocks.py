"""Reads a page: its blocks of code, the marks above them, and the files that it brings along.

A mark is a comment of HTML directly above a block, which no reader sees:

    <!-- run -->                 the block is run, and what it shows has to come out
    <!-- run in exchange -->     the same with the interpreter of `target/exchange-venv`
    <!-- run after NAME -->      the same in a program that begins with this file
    <!-- run: exit 1 -->         the same, for a command that is to end with this code
    <!-- file: NAME -->          the block is written to this file, for the blocks below
    <!-- not run: REASON -->     it is not run, for this reason

A file that no reader needs to see stands in the comment itself, below `file: NAME`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

# What a reader would type; the rest shows a form, and has nothing to run.
RUNNABLE = {"python", "console"}

_PART = re.compile(
    r"<!--(?P<mark>.*?)-->|^(?P<fence>```)(?P<language>[\w-]*)\n(?P<code>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
_MARK = re.compile(
    r"run(?: in (?P<venv>\w+))?(?: after (?P<before>[\w./-]+))?(?:: exit (?P<exit>\d+))?"
    r"|not run: (?P<reason>\S.*)"
)
_FILE = re.compile(r"file: (?P<name>[\w./-]+)(?:\n(?P<text>.*))?", re.DOTALL)


@dataclass
class Block:
    """One block of code, or a file that stands in a comment."""

    page: Path
    line: int
    language: str
    code: str
    mark: str

    @property
    def place(self) -> str:
        """Where it stands, for a message."""
        return f"{self.page}:{self.line}"

    @property
    def file(self) -> str | None:
        """The file that it is to be written to."""
        found = _FILE.fullmatch(self.mark)
        return found["name"] if found else None

    @property
    def running(self) -> re.Match[str] | None:
        """Its mark, where that says whether it is run."""
        return _MARK.fullmatch(self.mark)

    @property
    def reason(self) -> str | None:
        """Why it is not run."""
        return self.running["reason"] if self.running else None

    @property
    def needs_a_mark(self) -> bool:
        """Whether a reader might type it, and nothing says what is to be done with it."""
        typed = self.language in RUNNABLE or self.code.startswith(("$ ", ">>> "))
        return typed and self.running is None and self.file is None


def blocks(page: Path, text: str) -> list[Block]:
    """The blocks of a page, in their order."""
    found: list[Block] = []
    mark, mark_end = "", 0
    for part in _PART.finditer(text):
        line = text.count("\n", 0, part.start()) + 1
        if part["fence"]:
            is_above = not text[mark_end : part.start()].strip()
            found.append(
                Block(page, line, part["language"], part["code"], mark if is_above else "")
            )
            mark = ""
            continue
        mark, mark_end = part["mark"].strip(), part.end()
        hidden = _FILE.fullmatch(mark)
        if hidden and hidden["text"] is not None:
            found.append(Block(page, line, "", hidden["text"] + "\n", f"file: {hidden['name']}"))
            mark = ""
    return found
