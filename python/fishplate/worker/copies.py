"""Whether C is given the caller's own memory: the address that arrives says so.

The kernel of this phase is the probe. A row that does not call it may still give memory as
its answer, and then that address is looked at.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

from fishplate.worker import forked
from fishplate.worker.calls import single
from fishplate.worker.contestant import (
    NativeLoop,
    WrongKernel,
    assert_one_kernel,
    load,
    load_drive,
    load_kernel,
)
from fishplate.worker.events import Events
from fishplate.worker.inputs import Inputs
from fishplate.worker.job import Group, Job, Row
from fishplate.worker.probe import Probe

# Enough that a copy is a copy of something, few enough for a list.
SIZE = 1_024


def run(job: Job, events: Events) -> None:
    """Send an `addresses` event for each row that takes arrays or texts."""
    drive = load_drive(job)
    probe = _probe(job)
    for group in job.groups:
        inputs = Inputs(group.arguments, SIZE, job.seed)
        for row in group.rows:
            ended = forked.call(_attempt(job, group, row, inputs, drive, probe), job.wall_s)
            same = None if ended.reason else ended.value
            events.send("addresses", row=row.id, same=same)
    events.flush()


def _probe(job: Job) -> Probe | None:
    try:
        load_kernel(job)
    except WrongKernel:
        # The interpreter has a library of that name, and the probe would never be called.
        return None
    return Probe(job.kernel, job.probe) if job.kernel and job.probe else None


def _attempt(
    job: Job, group: Group, row: Row, inputs: Inputs, drive: Any, probe: Probe | None
) -> Callable[[], bool | None]:
    def attempt() -> bool | None:
        values = inputs.own(row.inputs)
        # The native loop is given bytes that were made of a text before it starts.
        lent = inputs.buffers if row.kind == "native" else inputs.lent
        ranges = {name: memory_of(values[name]) for name in lent}
        answer = None
        try:
            if row.kind == "native":
                call: Callable[[], Any] = _native(row, group, values)
            else:
                call = single(load(row, group, drive), values, group.by_keyword)
            if probe is not None:
                probe.forget()
            answer = call()
        except Exception:  # noqa: BLE001  (the probe's answer may displease; it was called)
            pass
        sys.stderr.flush()
        try:
            assert_one_kernel(job)
        except WrongKernel:
            # It brought a kernel of its own, and what the probe says is not of this call.
            return None
        given = None if probe is None else probe.arguments(group.function)
        if given is not None:
            return arrived(group, given, ranges)
        return returned(answer, ranges)

    return attempt


def _native(row: Row, group: Group, values: dict[str, Any]) -> Callable[[], Any]:
    run = NativeLoop(row, group).bind(values)
    return lambda: run(0, time.CLOCK_MONOTONIC)


def memory_of(value: Any) -> range | None:
    """Give the addresses of what an array or a text holds; none for what has no such memory."""
    import numpy as np

    if isinstance(value, str):
        # What is kept beside the text, such as its UTF-8 form, is not counted.
        return range(id(value), id(value) + sys.getsizeof(value))
    # A number of NumPy's lends its memory too, but an answer that is a number was made anew.
    if isinstance(value, (list, np.generic)):
        return None
    try:
        array = value if isinstance(value, np.ndarray) else np.frombuffer(value, dtype=np.uint8)
    except (TypeError, ValueError, BufferError):
        return None
    return range(array.ctypes.data, array.ctypes.data + max(1, array.nbytes))


def arrived(group: Group, given: list[Any], ranges: dict[str, range | None]) -> bool | None:
    """Say whether every pointer is the caller's own memory.

    Parameters
    ----------
    group
        The C function's arguments.
    given
        What the C function was given, in order.
    ranges
        The memory of each argument that has some, by name.
    """
    same = None
    for argument, value in zip(group.arguments, given, strict=True):
        if argument.name not in ranges:
            continue
        own = ranges[argument.name]
        same = same is not False and own is not None and value in own
    return same


def returned(answer: Any, ranges: dict[str, range | None]) -> bool | None:
    """Say whether an answer that is memory is the caller's; none where it is something else."""
    found = None if isinstance(answer, str) else memory_of(answer)
    if found is None:
        return None
    return any(own is not None and found.start in own for own in ranges.values())
