"""Reads Cython declarations as the command does: in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

Told = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "python"
# Reads with the Cython of one folder, so that the versions do not meet in one process.
SCRIPT = """
import json, sys
sys.path.insert(0, sys.argv[1])
from fishplate.cython_declarations import command
folders = json.loads(sys.argv[2])
print(json.dumps(command.read(sys.argv[3:], [], folders)))
"""
VERSIONS = ("3.0", "3.1", "3.2")


def read(folder: Path, files: dict[str, str], cython: Path | None = None) -> Told:
    """The document of some files, by the Cython of this interpreter or of a folder."""
    write(folder, files)
    return read_targets([str(folder)], cython)


def write(folder: Path, files: dict[str, str]) -> None:
    """Put the texts into files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))


def read_targets(targets: list[str], cython: Path | None = None) -> Told:
    """The document of some targets."""
    folders = json.dumps(None if cython is None else [str(cython)])
    command = [sys.executable, "-I", "-S", "-B", "-c", SCRIPT, str(PACKAGE), folders, *targets]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    told: Told = json.loads(done.stdout)
    return told


def installed(version: str) -> Path | None:
    """The folder of a version that the tests install below `target`; none where pip cannot."""
    folder = ROOT / "target" / "cython" / f"{version}-{sys.implementation.cache_tag}"
    if not (folder / "Cython").is_dir():
        lock = ROOT / "requirements" / f"cython-{version}.txt"
        made = folder.with_suffix(f".{os.getpid()}")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        options = ["--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:"]
        target = ["--target", str(made), "--requirement", str(lock)]
        done = subprocess.run([*command, *options, *target], capture_output=True, check=False)
        if done.returncode:
            return None
        made.rename(folder)
    return folder


def shown(told: Any) -> str:
    """A type in few characters: `*c_int`, `{struct point}`, `c_int(c_void_p)`."""
    kind = told["kind"]
    if kind in ("simple", "record"):
        return str(told["name"])
    if kind == "named":
        about = shown(told["about"])
        known = "" if about == "unknown" else f" about {about}"
        return f"{{{told['name']}{known}}}"
    if kind == "pointer":
        return "*" + shown(told["to"])
    if kind == "array":
        return f"{shown(told['element'])}[{told['length']}]"
    if kind == "callback":
        signature = told["signature"]
        inner = ", ".join(map(shown, signature["arguments"]))
        return f"{shown(signature['result'])}({inner})"
    return str(kind)


def prototypes(told: Told) -> dict[str, str]:
    """Every function in few characters."""
    return {
        one["symbol"]: f"{shown(one['result']['type'])} <- "
        + ", ".join(map(shown, one["arguments"]))
        for one in told["functions"]
    }
