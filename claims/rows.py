"""The statements as data: reads `rows/*.toml` and refuses what is not of their form.

Nothing is run here, and nothing is looked up: whether a proof names something that is there is the
matter of `places.py`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "rows"
VERDICTS = {
    "holds": "holds",
    "conditions": "holds on conditions",
    "false": "does not hold",
    "open": "open",
}
KINDS = ("probe", "case", "test", "cargo")
_PROOF_KEYS = {"python", "fast", "workloads"}
_ROW_KEYS = {"id", "about", "says", "verdict", "holds", "open", "proof"}


@dataclass(frozen=True)
class Proof:
    """One thing that shows a verdict when it is run."""

    kind: str
    """One of `KINDS`."""
    name: str
    """A file in `probes/`, a case, a test of pytest, or `PACKAGE TARGET TEST` of cargo."""
    python: str = "venv"
    """The environment below `target` that a probe runs in."""
    is_fast: bool = False
    """Whether a probe builds nothing, and so runs in `make test`."""
    workloads: tuple[str, ...] = ()
    """The workloads whose measurements a probe reads."""


@dataclass(frozen=True)
class Row:
    """One statement of the article, and what became of it."""

    id: str
    section: str
    about: tuple[str, ...]
    says: str
    verdict: str
    holds: str
    proofs: tuple[Proof, ...]
    open: str
    """What of it nobody has run here, and why; empty where nothing is left."""


class BadRow(ValueError):
    """A row that is not of the form."""


def rows(folder: Path = FOLDER) -> list[Row]:
    """Every row, in the order of the files and of the rows in them."""
    found: list[Row] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            file = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise BadRow(f"{path.name}: {error}") from error
        found.extend(_row(path.name, file["section"], one) for one in file["row"])
    return found


def _row(file: str, section: str, given: dict[str, Any]) -> Row:
    place = f"{file}: {given.get('id', 'a row without an id')}"
    unknown = set(given) - _ROW_KEYS
    if unknown:
        raise BadRow(f"{place}: knows no {', '.join(sorted(unknown))}")
    if not re.fullmatch(r"V-\d\d", given["id"]):
        raise BadRow(f"{place}: an id is `V-` and two digits")
    if given["verdict"] not in VERDICTS:
        raise BadRow(f"{place}: the verdict is one of {', '.join(VERDICTS)}")
    proofs = tuple(_proof(place, one) for one in given.get("proof", ()))
    left = _text(given.get("open", ""))
    if not proofs and not left:
        raise BadRow(f"{place}: needs a proof, or says in `open` why there is none")
    if (given["verdict"] == "open") == bool(proofs):
        raise BadRow(f"{place}: is `open` when, and only when, nothing is run for it")
    return Row(
        given["id"],
        section,
        tuple(given["about"]),
        _text(given["says"]),
        given["verdict"],
        _text(given["holds"]),
        proofs,
        left,
    )


def _proof(place: str, given: dict[str, Any]) -> Proof:
    kinds = [kind for kind in KINDS if kind in given]
    if len(kinds) != 1 or set(given) - _PROOF_KEYS - set(KINDS):
        raise BadRow(f"{place}: a proof is one of {', '.join(KINDS)}, and has {_PROOF_KEYS} beside")
    if kinds != ["probe"] and set(given) != set(kinds):
        raise BadRow(f"{place}: only a probe has more than its name")
    return Proof(
        kinds[0],
        given[kinds[0]],
        given.get("python", "venv"),
        given.get("fast", False),
        tuple(given.get("workloads", ())),
    )


def _text(given: str) -> str:
    return " ".join(given.split())
