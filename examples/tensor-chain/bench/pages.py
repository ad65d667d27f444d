"""The figures as tables in Markdown, and what they say in words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from contestants import CONVENTIONS, SIZES
from figures import Figure, Run

MARKS = ("<!-- figures of `make bench-tensor ARGS=--record` -->", "<!-- end of the figures -->")
KERNEL = "add_/fastcall"
METHOD = "add_/o"
# What a layer adds, the row that has it, and the one before it.
LAYERS = (
    ("the call of an empty function", "empty", None),
    ("binding: two types checked", "binding", "empty"),
    ("dispatcher, by a handle that is kept", "dispatcher", "binding"),
    ("device guard", "guard", "dispatcher"),
    ("kernel of `add_`", KERNEL, "guard"),
    ("Python API: `Tensor.add_`", "api", METHOD),
)
ASIDE = (
    ("looking the operator up by name in every call", "dispatcher-by-name", "dispatcher"),
    ("one more key on the way (`tape`, which calls on)", "dispatcher-two-keys", "dispatcher"),
)
WHOLE = (
    ("`a.add_(b)`, all layers", "api"),
    ("NumPy's `a += b`", "numpy"),
    ("`torch.Tensor.add_(a, b)`", "torch"),
    ("`a + b`, a new tensor, all layers", "api-new"),
    ("the same without the Python API", "native-new"),
    ("`numpy.add(a, b)`", "numpy-new"),
    ("`torch.add(a, b)`", "torch-new"),
)
WAYS = {
    "varargs": "`METH_VARARGS`, the tuple alone",
    "varargs-parsed": "`METH_VARARGS`, `PyArg_ParseTuple`",
    "varargs-keywords-parsed": "`METH_VARARGS \\| METH_KEYWORDS`, `PyArg_ParseTupleAndKeywords`",
    "fastcall": "`METH_FASTCALL`",
    "fastcall-keywords": "`METH_FASTCALL \\| METH_KEYWORDS`",
    "o": "`METH_O`, as a method",
}


def tables(runs: Iterable[Run]) -> str:
    """All tables of all interpreters."""
    return "\n".join(part for run in runs for part in of_run(run))


def of_run(run: Run) -> list[str]:
    """The tables of one interpreter."""
    heads = [head(size) for size in SIZES]
    layers = [
        [words, *(added(run, size, row, before) for size in SIZES)]
        for words, row, before in LAYERS + ASIDE
    ]
    whole = [
        [words, *(span(run.net(size, row)) for size in SIZES)]
        for words, row in WHOLE
        if run.has(SIZES[0], row)
    ]
    ways = [
        [WAYS[way], span(run.net(1, f"empty/{way}"))]
        + [span(run.net(size, f"add_/{way}")) for size in SIZES]
        for way in CONVENTIONS
    ]
    return [
        f"### {title(run)}\n",
        conditions(run) + "\n",
        table(["what a layer adds, ns", *heads], layers) + "\n",
        table(["a whole call, ns", *heads], whole) + "\n",
        table(["calling convention, ns", "empty", *(f"`add_`, {one}" for one in heads)], ways),
        "",
    ]


def head(size: int) -> str:
    """A size in words."""
    return f"{size:,} element{'s' if size > 1 else ''}"


def title(run: Run) -> str:
    """Which interpreter."""
    about = run.about[0]
    beside = f"NumPy {about['numpy']}" + (f", torch {about['torch']}" if about["torch"] else "")
    return f"CPython {about['python']}, {beside}"


def conditions(run: Run) -> str:
    """What the figures depend on."""
    about = run.about[0]
    load = sorted(one["load"] for one in run.about)
    built = "of" if about["tells_of_pgo"] else "nothing of"
    return (
        f"{about['machine']}, {about['processors']} processors, CPython's build flags tell "
        f"{built} PGO, load average {load[0]:.1f} to {load[-1]:.1f}, "
        f"{len(run.about)} processes, float32, one thread; "
        f"{100 * run.dropped:.0f} % of the rounds were disturbed and left out. A figure is the "
        "median of the processes; in brackets the least and the greatest of them."
    )


def added(run: Run, size: int, row: str, before: str | None) -> str:
    """What a row costs more than the one before it, where that can be told from nothing."""
    figure = run.more(size, row, before) if before else run.net(size, row)
    return "lost in the spread" if figure.low_ns < 0 < figure.high_ns else span(figure)


def span(figure: Figure) -> str:
    """A figure with its spread."""
    return f"{short(figure.mid_ns)} ({short(figure.low_ns)} to {short(figure.high_ns)})"


def short(value_ns: float) -> str:
    """Nanoseconds, as many digits as mean something."""
    return f"{value_ns:,.0f}" if abs(value_ns) >= 100 else f"{value_ns:.1f}"


def table(heads: list[str], lines: Iterable[list[str]]) -> str:
    """A table in Markdown."""
    rows = [heads, ["---"] + ["--:"] * (len(heads) - 1), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def in_words(run: Run) -> list[str]:
    """What a calling convention saves, and how far that goes."""
    parsed, tuple_only, fast = "varargs-parsed", "varargs", "fastcall"
    whole = run.more(1, f"empty/{parsed}", f"empty/{fast}").mid_ns
    packed = run.more(1, f"empty/{tuple_only}", f"empty/{fast}").mid_ns
    lines = [
        f"{title(run)}: an empty function costs {whole:.1f} ns less by METH_FASTCALL than by "
        f"METH_VARARGS with PyArg_ParseTuple; the tuple is {packed:.1f} ns of that, the parser "
        f"the other {whole - packed:.1f} ns."
    ]
    for size in SIZES:
        share = 100 * whole / run.net(size, f"add_/{parsed}").mid_ns
        lines.append(f"At {head(size)} that is {share:.2g} % of `add_` by METH_VARARGS.")
    if run.has(1, "torch"):
        share = 100 * whole / run.net(1, "torch").mid_ns
        lines.append(f"Of torch's add_ of one element it would be {share:.2g} %.")
    return lines


def record(readme: Path, made: str) -> None:
    """Put the tables in the place of those that the page has."""
    text = readme.read_text(encoding="utf-8")
    begin, end = MARKS
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise SystemExit(f"{readme} has no place for the figures: two lines, {begin} and {end}")
    readme.write_text(f"{before}{begin}\n\n{made}\n{end}{after}", encoding="utf-8")
