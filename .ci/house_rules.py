"""Checks the rules of the house that no other tool knows: names, lengths, first lines, addresses.

Run by `make check`. Every breach is printed as `file:line: what is wrong; how to mend it`.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE_LINES = 500
SOURCE_ENDINGS = {".rs", ".py", ".pyx", ".c", ".h", ".cpp", ".hpp"}
TEXT_ENDINGS = SOURCE_ENDINGS | {".md", ".toml", ".txt", ".in", ".lock", ".html", ".json", ".yml"}
REQUIRED = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE-MIT")
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "misc"}

# A lock or a setting that names where packages come from ties everybody to one machine's mirror.
ADDRESS = re.compile(r"--(extra-)?index-url|python[h]osted|artifactory|^registry *= *\"http", re.I)
# The paths of one developer's machine mean nothing on another.
MACHINE = re.compile(r"(?<![\w.$}/])/(work|root)/\w")
# What Cargo itself writes for its default registry.
CARGO_SOURCE = 'source = "registry+https://github.com/rust-lang/crates.io-index"'


def files() -> list[Path]:
    """Every file of the checkout that git has or would take."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0")
    return [path for path in map(Path, sorted(set(names) - {""})) if path.is_file()]


def is_generated(path: Path) -> bool:
    """Whether a tool wrote the file, so that its length is nobody's choice."""
    return "golden" in path.parts or path.suffix == ".snap"


def breaches(path: Path) -> Iterator[str]:
    """What is wrong with one file."""
    if path.stem in EMPTY_NAMES:
        yield f"{path}:1: `{path.stem}` says nothing; name the file for the one thing that it holds"
    if path.suffix not in TEXT_ENDINGS | {""} or path == Path(__file__).relative_to(Path.cwd()):
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.suffix in SOURCE_ENDINGS and not is_generated(path):
        if len(lines) > LONGEST_FILE_LINES:
            yield f"{path}:{len(lines)}: more than {LONGEST_FILE_LINES} lines; split it by noun"
        yield from first_line(path, lines)
    for number, line in enumerate(lines, 1):
        if ADDRESS.search(line):
            yield f"{path}:{number}: names a package address; leave it to the user's settings"
        if MACHINE.search(line):
            yield f"{path}:{number}: names a path of one machine; make it relative"
        if path.name == "Cargo.lock" and line.startswith("source = ") and line != CARGO_SOURCE:
            yield f"{path}:{number}: a source other than the default registry; take it out"


def first_line(path: Path, lines: list[str]) -> Iterator[str]:
    """A source file of a crate opens with what it is for."""
    if path.suffix == ".rs" and "src" in path.parts and not (lines and lines[0].startswith("//!")):
        yield f"{path}:1: no module header; begin with `//!` and what the file is for"


def main() -> int:
    """Print every breach; 1 when there is one."""
    found = [f"{name}: is missing; write it" for name in REQUIRED if not Path(name).is_file()]
    for path in files():
        found.extend(breaches(path))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
