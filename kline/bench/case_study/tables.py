"""The tables of docs/case-study.md, from the rows of a run."""

from collections.abc import Iterable
from typing import Any

Row = dict[str, Any]
NAMES = {
    "article-python": "the article's painter, all in Python",
    "article-rust": "the article's loop over commands from Rust",
    "article-rust-repaired": "the same, pens and brushes made once",
    "numpy-batched": "NumPy, drawn by pointers",
    "records": "our engine's records, drawn by pointers",
    "ours": "our chart",
    "pyqtgraph": "pyqtgraph",
    "finplot": "finplot",
    "qtcharts": "QtCharts",
}


def milliseconds(row: Row | None) -> str:
    """A figure, or why there is none."""
    if row is None:
        return ""
    if row["status"] != "ok":
        return "-" if row["status"] == "skipped" else row["status"]
    return f"{row['cpu_ms_median']:.3g}"


def find(rows: Iterable[Row], **wanted: Any) -> Row | None:
    """The row that has all that is wanted."""
    for row in rows:
        if all(row[key] == value for key, value in wanted.items()):
            return row
    return None


def table(heads: list[str], lines: Iterable[list[str]]) -> str:
    """A table in Markdown."""
    rows = [heads, ["---"] + ["--:"] * (len(heads) - 1), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def frames(rows: list[Row], what: str, platform: str = "offscreen") -> str:
    """Frames by size of the window and number of candles."""
    columns = [(800, 120, 120), (800, 5_000, 5_000), (1920, 5_000, 5_000)]
    columns += [(800, 1_000_000, 5_000), (800, 1_000_000, 1_000_000), (800, 10_000_000, 10_000_000)]
    if platform == "xcb":
        columns = [column for column in columns if column[1:] == (5_000, 5_000)]
    heads = ["ms of CPU"]
    heads += [f"{short(seen)} of {short(loaded)}, {width} wide" for width, loaded, seen in columns]
    lines = []
    for name, words in NAMES.items():
        found = [
            find(
                rows,
                contender=name,
                what=what,
                width=width,
                loaded=loaded,
                visible=seen,
                data="calm",
                platform=platform,
            )
            for width, loaded, seen in columns
        ]
        if any(found):
            lines.append([words, *map(milliseconds, found)])
    return table(heads, lines)


def short(count: int) -> str:
    """A number of candles."""
    return f"{count // 1_000_000}M" if count >= 1_000_000 else f"{count:,}"


def live(runs: Iterable[Row]) -> str:
    """The live scenario."""
    heads = ["", "longest gap, ms of CPU", "p99, ms of CPU", "ticks taken", "of one core", "grown"]
    return table(
        heads,
        [
            [
                NAMES[run["contender"]],
                f"{run['longest_cpu_ms']:.3g}",
                f"{run['p99_cpu_ms']:.3g}",
                f"{run['ticks']:,}",
                f"{run['cpu_share']:.0%}",
                f"{run['grown_kib']} KiB",
            ]
            for run in runs
        ],
    )


def bars(found: Iterable[Row]) -> str:
    """The bars."""
    lines = []
    for bar in found:
        limit = f"≥ {bar['least']:g}" if bar["least"] is not None else ""
        limit = f"≤ {bar['most']:g}" if bar["most"] is not None else limit
        figure = "-" if bar["figure"] is None else f"{bar['figure']:.3g}"
        lines.append([bar["name"], figure, limit, bar["verdict"]])
    return table(["", "figure", "bar", ""], lines)


def page(result: dict[str, Any]) -> str:
    """All tables."""
    rows, environment = result["rows"], result["environment"]
    words = {"article-rust": "lists, as in the article", "ours": NAMES["ours"]}
    loads = [[words[row["contender"]], milliseconds(row)] for row in rows if row["what"] == "load"]
    parts = [
        f"CPython {environment['python']}, PySide6 {environment['pyside6']}, "
        f"{environment['machine']}, {environment['cores']} cores, load average "
        f"{environment['load'][0]:.1f} at the end.",
        "Candles alone:",
        frames(rows, "frame"),
        "With axes:",
        frames(rows, "frame-axes"),
        "One tick:",
        frames(rows, "tick"),
        "On X11 (Xvfb), candles alone:",
        frames(rows, "frame", "xcb"),
        "Loading 1,000,000 rows of a data frame:",
        table(["", "ms of CPU"], loads),
        "Live, 5,000 candles:",
        live(result["live"]),
        "The bars:",
        bars(result["bars"]),
    ]
    return "\n\n".join(parts) + "\n"
