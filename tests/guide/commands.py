"""What the pages say of the command line, held against its own `--help`."""

import re
import subprocess
from pathlib import Path

_COMMAND = re.compile(r"^  ([a-z]+)  +\S", re.MULTILINE)
_OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
# In a block or a span of code: the word after `fishplate`, and what follows on the line.
_USE = re.compile(r"(?:^|[\s`$])fishplate ([a-z]+)\b([^`\n#|]*)")


def helps(fishplate: Path) -> dict[str, set[str]]:
    """The options of each command, as its `--help` names them."""

    def told(*arguments: str) -> str:
        command = [str(fishplate), *arguments, "--help"]
        return subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=60
        ).stdout

    def commands(text: str) -> list[str]:
        names = _COMMAND.findall(text.split("Options:")[0].partition("Commands:")[2])
        return [name for name in names if name != "help"]

    def options(name: str) -> set[str]:
        text = told(name)
        parts = [text, *(told(name, part) for part in commands(text))]
        return set(_OPTION.findall("".join(parts)))

    return {name: options(name) for name in commands(told())}


def code_of(text: str) -> str:
    """The code of a page: its blocks and its spans."""
    blocks = re.findall(r"^```[\w-]*\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return "\n".join(
        blocks + re.findall(r"`([^`]+)`", prose) + re.findall(r"^    \S.*$", prose, re.MULTILINE)
    )


def uses(text: str) -> list[tuple[str, set[str]]]:
    """The commands that a page shows, each with its options."""
    # A command may go on behind a backslash.
    code = re.sub(r"\\\n\s*", "", code_of(text))
    return [(name, set(_OPTION.findall(rest))) for name, rest in _USE.findall(code)]
