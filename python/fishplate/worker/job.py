"""A job as the lab wrote it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Argument:
    """One argument of the C function.

    Attributes
    ----------
    name
        The parameter's name.
    kind
        `scalar`, `buffer`, `text`, `literal`, `size` (the size that is measured, as a number), or
        `length` (which Python does not see).
    dtype
        The element type in NumPy's words, such as `float64`; of a text `ascii` or `utf8`;
        empty for the other kinds.
    value
        The value of a literal.
    of
        The buffer whose length it is.
    length
        The number of elements of a buffer or of characters of a text; none is the size that is
        measured.
    is_written
        Whether the function writes through the pointer.
    is_omitted
        Whether Python leaves it out, so that the binding passes its default, which is `value`.
    """

    name: str
    kind: str
    dtype: str = ""
    value: Any = None
    of: str = ""
    length: int | None = None
    is_written: bool = False
    is_omitted: bool = False

    @property
    def is_visible(self) -> bool:
        """Whether a Python caller gives it."""
        return self.kind != "length" and not self.is_omitted


@dataclass(frozen=True)
class Row:
    """One contestant at one size.

    Attributes
    ----------
    id
        The lab's name of the row, unique in the job.
    kind
        `module` (imported from `folder`), `drive` (a function of the workload's `drive.py`),
        `native` (the library `folder` with a loop in C) or `existing` (somebody's own function,
        imported from `folders` and `sites`).
    folder
        Where the module or the library is.
    folders, sites
        Of an existing row: where Python looks for modules besides, and which of those are
        folders of installed packages, whose `.pth` files are heeded.
    module
        The import name of a module.
    function
        The function's name; of a `drive` row the contestant's (see `contestant.load`).
    sink
        Of a native row: the variable of the library that holds the last answer.
    inputs
        `binding` (numbers, arrays), `builtin` (numbers, lists) or `numpy` (NumPy throughout).
    is_baseline
        Whether the others are divided by it.
    is_reference
        Whether it is no binding: its answers need not be Python's own number types.
    """

    id: str
    kind: str
    function: str
    folder: str = ""
    module: str = ""
    sink: str = ""
    inputs: str = "binding"
    is_baseline: bool = False
    is_reference: bool = False
    folders: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """The rows that are compared with each other: one case of the workload at one size.

    Attributes
    ----------
    case
        The name of the case; none where the workload has no cases.
    size
        The size, in `size_unit`; none where the workload has no sizes.
    function
        The name of the C function.
    by_keyword
        Whether Python gives the arguments by name.
    arguments
        The C function's arguments in order.
    result
        The element type of the result; none for `void`.
    rows
        The contestants.
    reference
        The native row that tells the truth; none where `drive.py` does.
    size_unit
        `elements` or `bytes`: what the size of an array counts.
    fresh
        The texts of which each call gets an equal one that is an object of its own.
    """

    case: str | None
    size: int | None
    function: str
    by_keyword: bool
    arguments: tuple[Argument, ...]
    result: str | None
    rows: tuple[Row, ...]
    size_unit: str = "elements"
    fresh: tuple[str, ...] = ()
    reference: Row | None = None

    @classmethod
    def read(cls, group: dict[str, Any]) -> "Group":
        """Read a group from its JSON object."""
        reference = group.get("reference")
        made = {
            **group,
            "reference": None if reference is None else Row(id="", **reference),
            "arguments": tuple(Argument(**argument) for argument in group["arguments"]),
            "rows": tuple(Row(**row) for row in group["rows"]),
        }
        return cls(**made)


@dataclass(frozen=True)
class ProbeFunction:
    """A function of the probe.

    Attributes
    ----------
    number
        Its number in the record.
    codes
        The `struct` codes of its parameters.
    """

    number: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """What one process of the worker is asked.

    Attributes
    ----------
    phase
        `truth`, `import`, `verify`, `safety`, `copies`, `memory`, `isolated`, `time` or `count`.
    drive
        The workload's `drive.py`.
    kernel
        The library that every row must call; none where no row needs it.
    kernel_name
        The name by which rows find it once it is loaded.
    tolerance
        How far a floating answer may be from the reference, relative to it.
    seed, process
        What the inputs and the order of rows follow from.
    groups
        The rows, by case and size.
    wall_s
        How long one call in a forked child may take.
    rounds
        How often each row is timed.
    share_s
        How long one row may take in a group, all its batches together; a very slow one takes
        longer, since it joins a few rounds all the same.
    has_around
        Whether `drive.py` puts something around the functions (see `around.py`).
    is_wall_clock
        Whether a call is timed by the clock on the wall, however long it takes: where threads
        or processes share the work, the time of one thread says nothing.
    current
        The file that always holds the number of the row that runs; none keeps no such file.
    probe
        Where the kernel is the probe: its functions, by their names in C.
    counter
        For the phase `count`: the `library` of requests to callgrind, and the path that its
        `dumps` begin with.
    truths
        The folder with what the groups' own references said; see `own_truth`.
    """

    phase: str
    drive: Path
    kernel: Path | None
    tolerance: float
    seed: int
    process: int
    groups: tuple[Group, ...]
    wall_s: float
    rounds: int
    share_s: float
    has_around: bool
    is_wall_clock: bool
    current: Path | None
    probe: dict[str, ProbeFunction]
    counter: dict[str, str] | None = None
    kernel_name: str = ""
    truths: Path | None = None

    @classmethod
    def read(cls, path: Path) -> "Job":
        """Read a job from its file."""
        text = json.loads(path.read_text(encoding="utf-8"))
        return cls(
            phase=text["phase"],
            drive=Path(text["drive"]),
            kernel=None if text["kernel"] is None else Path(text["kernel"]),
            tolerance=text["tolerance"],
            seed=text["seed"],
            process=text["process"],
            groups=tuple(Group.read(group) for group in text["groups"]),
            wall_s=text["wall_s"],
            rounds=text["rounds"],
            share_s=text["share_s"],
            has_around=text["has_around"],
            is_wall_clock=text["is_wall_clock"],
            current=None if text["current"] is None else Path(text["current"]),
            probe={
                name: ProbeFunction(one["number"], tuple(one["codes"]))
                for name, one in (text.get("probe") or {}).items()
            },
            counter=text.get("counter"),
            kernel_name=text.get("kernel_name") or "",
            truths=None if text.get("truths") is None else Path(text["truths"]),
        )
