"""Who is measured with what: the cases, and who is left out of which for a reason that is said."""

from collections.abc import Iterable

from article import ArticlePython, ArticleRust, ArticleRustRepaired
from batched import NumpyBatched, Records
from contender import Case, Contender
from entry import Entry
from ours import Blit, Ours, OursTick, OursWithAxes
from with_finplot import Finplot
from with_pyqtgraph import Pyqtgraph
from with_qtcharts import Qtcharts

SMALL, LARGE = (800, 600), (1920, 1080)
FEW, SOME, MANY, MOST = 120, 5_000, 1_000_000, 10_000_000

OURS: dict[str, type[Contender]] = {"ours": Ours}
PAINTERS: dict[str, type[Contender]] = {
    "article-python": ArticlePython,
    "article-rust": ArticleRust,
    "article-rust-repaired": ArticleRustRepaired,
    "records": Records,
    "numpy-batched": NumpyBatched,
}
LIBRARIES: dict[str, type[Contender]] = {
    "pyqtgraph": Pyqtgraph,
    "finplot": Finplot,
    "qtcharts": Qtcharts,
}
LONGEST_FRAME_MS = 2_500.0
LONGEST_SETUP_MS = 15_000.0
GROWS_WITH_LOADED = set(LIBRARIES)
ONE_COMMAND_A_CANDLE = {"article-rust", "article-rust-repaired"}


def entries(case: Case, *groups: dict[str, type[Contender]]) -> list[Entry]:
    """An entry for each contender of the groups."""
    return [Entry(name, maker, case) for group in groups for name, maker in group.items()]


def ours(case: Case, *makers: type[Contender]) -> list[Entry]:
    """Entries of our own for one case."""
    return [Entry("ours", maker, case) for maker in makers]


def whole_plan() -> list[Entry]:
    """All rows, small cases first: they tell how long the large ones would take."""
    plan: list[Entry] = []
    for size in (SMALL, LARGE):
        few, some = Case(*size, FEW, FEW), Case(*size, SOME, SOME)
        if size == SMALL:
            plan += entries(few, PAINTERS, LIBRARIES) + ours(few, Ours, OursWithAxes)
        plan += entries(some, PAINTERS, LIBRARIES)
        plan += ours(some, Ours, OursWithAxes, OursTick, Blit)
        wild = Case(*size, SOME, SOME, is_volatile=True)
        plan += entries(wild, {"numpy-batched": NumpyBatched}) + ours(wild, Ours)
    for loaded, visible in ((MANY, SOME), (MANY, MANY), (MOST, SOME), (MOST, MOST)):
        case = Case(*SMALL, loaded, visible)
        plan += entries(case, PAINTERS, LIBRARIES)
        plan += ours(case, Ours, OursTick) if visible == SOME else ours(case, Ours)
    plan += ours(Case(*LARGE, MOST, MOST), Ours)
    return plan


def x11_plan() -> list[Entry]:
    """What is measured on X11 too."""
    plan: list[Entry] = []
    for size in (SMALL, LARGE):
        case = Case(*size, SOME, SOME)
        plan += entries(case, {"article-python": ArticlePython, "numpy-batched": NumpyBatched})
        plan += entries(case, {"pyqtgraph": Pyqtgraph})
        plan += ours(case, Ours, OursWithAxes, OursTick, Blit)
    return plan


def judge(entry: Entry, done: Iterable[Entry]) -> None:
    """Leave an entry out if it would take too long, judged from the same contender with few."""
    name, case = entry.contender, entry.case
    if name == "ours":
        return
    if name in ONE_COMMAND_A_CANDLE and case.visible > SOME:
        entry.skip("the engine never makes more commands than there are columns of pixels")
        return
    if case.loaded > MANY and name not in {"records", "numpy-batched"}:
        entry.skip("an object for each of ten million candles would need gigabytes")
        return
    known = [
        other
        for other in done
        if other.contender == name and other.status == "ok" and other.case.loaded <= SOME
    ]
    if not known or name == "records":
        return
    base = max(known, key=lambda other: other.case.loaded)
    few = min(known, key=lambda other: other.case.loaded)
    more = max(base.case.loaded - few.case.loaded, 1)
    # What a window costs by itself does not grow.
    setup_ms = (base.setup_ms - few.setup_ms) / more * case.loaded
    does_grow = name in GROWS_WITH_LOADED
    seen = case.loaded / base.case.loaded if does_grow else case.visible / base.case.visible
    for part, took_ms, longest_ms in (
        ("setting up", setup_ms, LONGEST_SETUP_MS),
        ("a frame", base.rough_ms * seen, LONGEST_FRAME_MS),
    ):
        if took_ms > longest_ms:
            entry.skip(
                f"{part} would take about {took_ms / 1e3:.0f} s, judged from {base.case.loaded:,} "
                "candles"
            )
            return
