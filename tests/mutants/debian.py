"""A real header: zlib's, from its Debian package, unpacked and never installed.

The library is made from `fishplate dump`; whether that is right is the oracle's to say, who
compiles the header itself and is asked about the unbroken binding first.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from model import (
    BOOL,
    CHAR,
    FLOATS,
    INTS,
    VOID,
    Array,
    Callback,
    CallbackName,
    Function,
    Item,
    Library,
    Pointer,
    Record,
    RecordName,
    Scalar,
    Type,
)

PACKAGE = "zlib1g-dev"


def zlib(folder: Path, fishplate: str) -> tuple[Library, tuple[str, ...]] | None:
    """The library and the flags that its header needs; none where it is not to be had."""
    root = folder / PACKAGE
    if not root.is_dir() and not unpack(root):
        return None
    include = root / "usr" / "include"
    header = include / "zlib.h"
    command = [fishplate, "dump", str(header), f"--include-dir={include}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    interface = json.loads(done.stdout)
    return library_of(interface, str(header)), (f"-I{include}",)


def unpack(root: Path) -> bool:
    """Fetch the package and unpack it."""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        return False
    half = root.with_name(root.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True)
    fetch = ["apt-get", "download", PACKAGE]
    if subprocess.run(fetch, cwd=half, capture_output=True, check=False).returncode:
        return False
    for file in half.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", file, half], check=True)
    half.rename(root)
    return True


class Left(Exception):
    """A type that the model cannot say."""


def library_of(interface: Any, header: str) -> Library:
    """What the model can say of an interface."""
    wholes = {one["name"] for one in interface["records"] if one["size_bytes"] is not None}
    records: list[Item] = []
    for one in interface["records"]:
        if one["name"] in wholes and one["type"] == "struct":
            fields = [(row["name"], type_of(row["type"], wholes)) for row in one["fields"]]
            records.append(Record(one["name"], tuple(fields)))
    callbacks: list[Item] = []
    for one in interface["typedefs"]:
        if one["type"]["kind"] == "callback":
            signature = one["type"]["signature"]
            try:
                callbacks.append(Callback(one["name"], *prototype(signature, wholes)))
            except Left:
                continue
    functions: list[Item] = []
    for one in interface["functions"]:
        if one.get("is_variadic"):
            continue
        try:
            functions.append(Function(one["name"], *prototype(one, wholes)))
        except Left:
            continue
    # Fields are set later, so records may use callbacks and callbacks may name records.
    return Library("", header, (*callbacks, *records, *functions), is_later=True)


def prototype(one: Any, wholes: set[str]) -> tuple[Type, tuple[Type, ...]]:
    """A result and parameters."""
    parameters = [type_of(row.get("type", row), wholes) for row in one["parameters"]]
    return type_of(one["result"], wholes), tuple(parameters)


def type_of(ty: Any, wholes: set[str]) -> Type:
    """A type of the interface as the model has it."""
    match ty["kind"]:
        case "void":
            return VOID
        case "bool":
            return BOOL
        case "int" | "float":
            return scalar(ty["name"], ty["spelling"])
        case "pointer":
            return pointer(ty["to"], wholes)
        case "array" if ty["length"]:
            return Array(type_of(ty["element"], wholes), ty["length"])
        case "record" if ty["name"] in wholes:
            return RecordName(ty["name"])
        case "callback" if ty.get("alias"):
            return CallbackName(ty["alias"])
        case _:
            raise Left


def scalar(name: str, spelling: str) -> Scalar:
    """A number by the name of its basic type; `size_t` by its own."""
    if spelling == "size_t":
        name = spelling
    if name == "char":
        return CHAR
    plain = name.replace("unsigned int", "unsigned")
    for one in (*INTS, *FLOATS):
        if one.c == plain:
            return one
    raise Left


def pointer(to: Any, wholes: set[str]) -> Type:
    """An address; that of what is not known is one of anything."""
    try:
        inner = type_of(to, wholes)
    except Left:
        inner = VOID
    return Pointer(inner, bool(to.get("is_const")))
