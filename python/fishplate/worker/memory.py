"""What one call does to the memory of its process: the peak that it adds, the pages it touches.

Pages that are there already cost nothing, so a call is measured on arrays larger than what
an allocator keeps for later, and beside a call that does nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from fishplate.worker import forked, linux
from fishplate.worker.calls import single
from fishplate.worker.contestant import NativeLoop, load, load_drive, load_kernel
from fishplate.worker.events import Events
from fishplate.worker.inputs import Inputs, array_of
from fishplate.worker.job import Argument, Group, Job, Row

# The C library gives memory of more than 32 MiB back at once, so a copy is always new pages.
LARGE_BYTES = 48 << 20
# The first call, which imports and compiles, is made on few elements.
FEW = 1_000
# As much may be in a peak that could not be reset.
SLACK_BYTES = 1 << 20


@dataclass(frozen=True)
class Used:
    """What a call did to the memory.

    Attributes
    ----------
    answer
        What the call gave.
    extra_bytes
        The peak above what was there before; none where the system does not tell.
    page_faults
        Pages that were touched for the first time.
    """

    answer: Any
    extra_bytes: int | None
    page_faults: int


def measured(call: Callable[[], Any]) -> Used:
    """Make a call and say what it did to the memory, less what a call of nothing does."""
    idle = _once(lambda: None)
    used = _once(call)
    extra_bytes = None
    if used.extra_bytes is not None and idle.extra_bytes is not None:
        extra_bytes = max(0, used.extra_bytes - idle.extra_bytes)
    return Used(used.answer, extra_bytes, max(0, used.page_faults - idle.page_faults))


def _once(call: Callable[[], Any]) -> Used:
    is_reset = linux.reset_peak()
    before, peak, code = linux.resident_bytes()
    is_known = is_reset or peak - before < SLACK_BYTES
    faults = linux.page_faults()
    answer = call()
    faults = linux.page_faults() - faults
    _, after, more_code = linux.resident_bytes()
    # A forked process has the code of its parent, and maps it where it runs for the first time.
    extra = after - before - max(0, more_code - code)
    return Used(answer, max(0, extra) if is_known else None, faults)


def run(job: Job, events: Events) -> None:
    """Send a `memory` event for each row that takes arrays."""
    load_kernel(job)
    drive = load_drive(job)
    for group in job.groups:
        few = Inputs(group.arguments, FEW, job.seed)
        for row in group.rows:
            if not few.buffers or row.inputs == "builtin":
                continue

            def attempt(row: Row = row, group: Group = group, few: Inputs = few) -> Any:
                return _large(row, group, few, drive)

            ended = forked.call(attempt, job.wall_s)
            if not ended.reason and ended.value is not None:
                events.send("memory", row=row.id, **ended.value)
    events.flush()


def _large(row: Row, group: Group, few: Inputs, drive: Any) -> dict[str, Any] | None:
    """Call a row on large arrays that are this process's own."""
    try:
        _call(row, group, drive, few.own(row.inputs))()
        values, input_bytes = large_values(group.arguments, few.of(row.inputs), row.inputs)
        used = measured(_call(row, group, drive, values))
    except Exception:  # noqa: BLE001  (a row may refuse what it was not made for)
        return None
    return {
        "extra_bytes": used.extra_bytes,
        "page_faults": used.page_faults,
        "input_bytes": input_bytes,
    }


def large_values(
    arguments: tuple[Argument, ...], few: dict[str, Any], form: str
) -> tuple[dict[str, Any], int]:
    """Give the values with large arrays for the buffers, and the bytes of the smallest of them."""
    values = dict(few)
    sizes = []
    for argument in arguments:
        if argument.kind == "buffer" and argument.is_visible:
            given = few[argument.name]
            count = LARGE_BYTES // given.itemsize
            values[argument.name] = array_of(given, argument.dtype, count)
            sizes.append(values[argument.name].nbytes)
    return values, min(sizes)


def _call(row: Row, group: Group, drive: Any, values: dict[str, Any]) -> Callable[[], Any]:
    if row.kind == "native":
        # A length follows from the array, so a fixed one is none here.
        free = tuple(replace(argument, length=None) for argument in group.arguments)
        run = NativeLoop(row, replace(group, arguments=free)).bind(values)
        return lambda: run(0, time.CLOCK_MONOTONIC)
    return single(load(row, group, drive), values, group.by_keyword)
