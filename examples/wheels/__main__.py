"""Builds the wheels of the examples in several ways, and says what came out: `make wheels`.

A wheel that would not work where its tags say, or that breaks its promise of a stable ABI, ends
this with code 1. With `--bless` the table of `docs/wheels.md` is written anew.
"""

import argparse
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from blocks import blocks
from running import typed
from wheel_facts import WheelFacts, wheel_facts

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "wheels.md"
BEGIN, END = "<!-- sizes: made by `make wheels` -->\n", "<!-- end of the sizes -->\n"
TOOLS = Path(sys.executable).parent
LONGEST_S = 600
# The minor versions that no example is built for.
OLDER = range(11)


@dataclass(frozen=True)
class Way:
    """One way of building the Rust example."""

    title: str
    profile: dict[str, str]
    is_stripped: bool
    arguments: tuple[str, ...] = ()


PLAIN = {"LTO": "off", "CODEGEN_UNITS": "16"}
SMALL = {"LTO": "thin", "CODEGEN_UNITS": "1"}
WAYS = (
    Way("PyO3, as cargo builds it", PLAIN, is_stripped=False),
    Way("PyO3, stripped", PLAIN, is_stripped=True),
    Way("PyO3, stripped, link-time optimisation", SMALL, is_stripped=True),
    Way("the same for the stable ABI", SMALL, is_stripped=True, arguments=("--features", "abi3")),
)


def run(command: list[str | Path], **settings: str) -> None:
    """Run a tool of the environment; its words are shown where it fails."""
    environment = dict(os.environ, **settings)
    environment["PATH"] = f"{TOOLS}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        [str(word) for word in command],
        env=environment,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    if done.returncode:
        words = " ".join(str(word) for word in command)
        sys.exit(f"{done.stdout}{done.stderr}wheels: `{words}` ended with {done.returncode}")


def rust_wheel(way: Way, folder: Path) -> Path:
    """Build the Rust example one way, from a copy whose settings are the way's."""
    source = folder / "rust-extension"
    shutil.copytree(ROOT / "examples/rust-extension", source, dirs_exist_ok=True)
    settings = source / "pyproject.toml"
    kept = settings.read_text(encoding="utf-8").replace("strip = true\n", "")
    settings.write_text(kept, encoding="utf-8")
    out = folder / "dist" / re.sub(r"\W+", "-", way.title)
    shutil.rmtree(out, ignore_errors=True)
    profile = {f"CARGO_PROFILE_RELEASE_{name}": value for name, value in way.profile.items()}
    command = [TOOLS / "maturin", "build", "--quiet", "--release", "--locked"]
    command += ["--manifest-path", source / "Cargo.toml", "--interpreter", sys.executable]
    command += ["--out", out, *way.arguments, *(["--strip"] if way.is_stripped else [])]
    run(command, CARGO_TARGET_DIR=str(folder / "build"), **profile)
    return next(out.glob("*.whl"))


def cpp_wheel(folder: Path) -> Path:
    """Build the pybind11 example."""
    out = folder / "dist" / "pybind11"
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    command += ["--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", out]
    command += [f"--config-settings=build-dir={folder / 'cmake'}", ROOT / "examples/fast-transform"]
    run(command)
    return next(out.glob("*.whl"))


def other_interpreters() -> dict[str, str]:
    """The CPythons on the path and of pyenv, newer than 3.10 and other than this one."""
    named = [shutil.which(f"python3.{minor}") for minor in range(11, 21)]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    named += [str(path) for path in sorted(pyenv.glob("versions/*/bin/python3"))]
    question = "import sys; print(sys.implementation.name, *sys.version_info[:2], sys.abiflags)"
    found = {}
    for path in filter(None, named):
        command = [path, "-I", "-c", question]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        name, *version = done.stdout.split() or [""]
        # A build without a GIL has another ABI, and takes no such wheel.
        has_gil = "t" not in "".join(version[2:])
        if name == "cpython" and has_gil and int(version[1]) not in (sys.version_info[1], *OLDER):
            found[f"3.{version[1]}"] = path
    return found


def runs_elsewhere(wheel: Path, folder: Path) -> list[str]:
    """Import the wheel for the stable ABI with every other CPython, and call it."""
    unpacked = folder / "unpacked"
    shutil.rmtree(unpacked, ignore_errors=True)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)
    call = "import rust_extension as rx; assert rx.fibonacci(93) == 12200160415121876738"
    pythons = other_interpreters()
    for python in pythons.values():
        run([python, "-B", "-c", call], PYTHONPATH=str(unpacked))
    return list(pythons)


def run_the_page(folder: Path) -> None:
    """Run the commands of the page, each block in a copy of the example that its mark names."""
    for block in blocks(PAGE.relative_to(ROOT), PAGE.read_text(encoding="utf-8")):
        named = re.search(r"in a copy of (examples/[\w-]+)", block.reason or "")
        if named is None:
            continue
        copy = folder / "page" / named[1]
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(ROOT / named[1], copy)
        for command, _ in typed(block.code):
            settings = {"CARGO_TARGET_DIR": str(folder / "build")}
            run(["bash", "-euc", f"cd {shlex.quote(str(copy))} && {command}"], **settings)
            print(f"ran: {command}")


def table(rows: list[tuple[str, WheelFacts]]) -> str:
    """The sizes and tags, as the page shows them."""
    lines = ["| built | tag | platform | module | wheel | newest glibc asked for |"]
    lines.append("| --- | --- | --- | --: | --: | --- |")
    for title, facts in rows:
        sizes = f"{facts.module_bytes / 1024:.0f} KiB | {facts.wheel_bytes / 1024:.0f} KiB"
        glibc = ".".join(map(str, facts.glibc))
        lines.append(f"| {title} | `{facts.tag}` | `{facts.platform}` | {sizes} | {glibc} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Build, look, and say what is wrong; 1 where something is."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--bless", action="store_true", help="write the table of docs/wheels.md")
    given = arguments.parse_args()
    folder = ROOT / "target" / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    built = [(way.title, rust_wheel(way, folder)) for way in WAYS]
    built.append(("pybind11, stripped, link-time optimisation", cpp_wheel(folder)))
    rows = [(title, wheel_facts(wheel)) for title, wheel in built]
    words = table(rows)
    print(words)
    breaches = [breach for _, facts in rows for breach in facts.breaches()]
    for _, wheel in built:
        if "-abi3-" in wheel.name:
            run([TOOLS / "abi3audit", "--strict", wheel])
            others = runs_elsewhere(wheel, folder)
            print(
                f"abi3audit finds nothing; runs with {', '.join(others) or 'no other CPython'} too"
            )
    run_the_page(folder)
    for breach in breaches:
        print(breach)
    if given.bless:
        made = f"CPython {platform.python_version()}, {' '.join(platform.libc_ver())}, "
        made += f"{platform.machine()}; `make wheels ARGS=--bless` writes it.\n\n"
        text = PAGE.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN)
        PAGE.write_text(
            f"{before}{BEGIN}\n{made}{words}\n{END}{rest.split(END)[1]}", encoding="utf-8"
        )
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
