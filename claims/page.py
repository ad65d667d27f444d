"""Writes `docs/claims.md` from `page.md` and the rows; a test holds the page to them.

The page says what was found. What a machine sees when it looks again is said by `make claims`.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from rows import VERDICTS, Proof, Row

_TOP = Path(__file__).with_name("page.md")


def page(rows: list[Row]) -> str:
    """The whole text of the page."""
    parts = [_TOP.read_text(encoding="utf-8"), _counts(rows)]
    for section, some in groupby(rows, lambda row: row.section):
        parts.append(f"## {section}\n")
        parts.append("| | the article says | verdict | what holds | shown by |")
        parts.append("|---|---|---|---|---|")
        parts.extend(_line(row) for row in some)
        parts.append("")
    return "\n".join(parts)


def _counts(rows: list[Row]) -> str:
    counts = {name: sum(row.verdict == name for row in rows) for name in VERDICTS}
    listed = ", ".join(f"{count} {VERDICTS[name]}" for name, count in counts.items())
    return f"{len(rows)} statements: {listed}.\n"


def _line(row: Row) -> str:
    about = f"**{row.id}** ({', '.join(row.about)})" if row.about else f"**{row.id}** (ours)"
    holds = row.holds + (f" *Not run: {row.open}*" if row.open else "")
    cells = (about, row.says, VERDICTS[row.verdict], holds, _shown(row))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _shown(row: Row) -> str:
    if not row.proofs:
        return "nothing"
    files: dict[str, list[str]] = {}
    for proof in row.proofs:
        file, name = _proof(proof)
        files.setdefault(file, []).append(name)
    by = "; ".join(f"{file} {', '.join(names)}" for file, names in files.items())
    return f"`make claims ARGS={row.id}`: {by}"


def _proof(proof: Proof) -> tuple[str, str]:
    """What kind of thing a proof is, with its file where several have one; and its name."""
    if proof.kind == "case":
        return "case", f"[{proof.name}](cases.md#{proof.name})"
    if proof.kind == "probe":
        read = f" over `{' '.join(proof.workloads)}`" if proof.workloads else ""
        return "probe", f"`{proof.name}`{read}"
    if proof.kind == "cargo":
        package, target, test = proof.name.split()
        return f"test of `crates/{package}/tests/{target}`", f"`{test}`"
    file, _, test = proof.name.partition("::")
    return f"test of `{file}`", f"`{test}`"
