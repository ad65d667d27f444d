"""Reads the `summary.json` of `fishplate bench` for a probe: figures and safety, unjudged."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from seeing import not_run


class Measured:
    """The rows of one workload in the summary that the runner hands to a probe."""

    def __init__(self, workload: str) -> None:
        path = os.environ.get("FISHPLATE_SUMMARY")
        if not path:
            not_run(f"needs `fishplate bench {workload}`; run it by `make claims`")
        summary = json.loads(Path(path).read_text(encoding="utf-8"))
        self._rows = [row for row in summary["rows"] if row["workload"] == workload]
        self._safety = [row for row in summary["safety"] if row["workload"] == workload]
        if not self._rows:
            not_run(f"`{workload}` was not measured")

    def row(self, binding: str, variant: str, size: int | None = None) -> dict[str, Any]:
        """One row that has a time, or the end of the probe where the machine could not make it."""
        wanted = (binding, variant, size)
        found: list[dict[str, Any]] = [
            one for one in self._rows if (one["binding"], one["variant"], one["size"]) == wanted
        ]
        if not found:
            not_run(f"`{binding}` {variant} was not measured at size {size}")
        if found[0]["status"] not in ("ok", "unstable"):
            not_run(f"`{binding}` {variant} is {found[0]['status']}: {found[0]['reason']}")
        return found[0]

    def net(self, binding: str, variant: str, size: int | None = None) -> float:
        """What a call of a row costs above the empty loop, in nanoseconds of the same run."""
        return float(self.row(binding, variant, size)["net_ns"])

    def times_capi(self, binding: str, variant: str, size: int | None = None) -> float:
        """A row's cost over that of the generated C API module, paired within rounds."""
        return float(self.row(binding, variant, size)["ratio_to_capi"])

    def variants(self, size: int | None, *variants: str) -> list[str]:
        """The binding paths that were measured at a size in one of some variants."""
        return [
            row["binding"]
            for row in self._rows
            if row["size"] == size
            and row["variant"] in variants
            and row["status"] in ("ok", "unstable")
        ]

    def outcome(self, binding: str, variant: str, given: str) -> tuple[str, str | None]:
        """What a row did with one odd input: the outcome, and the exception by name."""
        wanted = (binding, variant, given)
        for row in self._safety:
            if (row["binding"], row["variant"], row["input"]) == wanted:
                return row["outcome"], row["exception"]
        return not_run(f"`{binding}` {variant} was not given `{given}`")
