"""The truth on somebody's own C function: what it answers and writes when C calls it.

No binding has a part in it: the call is in a compiled loop that includes the function's header.
What is learnt in one process is kept in files for the others.
"""

import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from fishplate.worker import forked
from fishplate.worker.answers import is_same, memory_difference
from fishplate.worker.contestant import NativeLoop, WrongKernel, load_kernel
from fishplate.worker.events import Events
from fishplate.worker.inputs import Inputs
from fishplate.worker.job import Group, Job, Row
from fishplate.worker.truth import Truth

DIFFERS = (
    "the function is not deterministic, so no answer can be compared: called from C twice with the "
    "same inputs, {what}; give it a fixed seed or state, or wrap it in a function that does"
)


def run(job: Job, events: Events) -> None:
    """Send a `truth` event for each group.

    Process 0 calls the function twice and keeps what it said; the others call it twice too and
    hold it against that.
    """
    fault = ""
    try:
        load_kernel(job)
    except (OSError, WrongKernel) as error:
        fault = str(error)
    for group in job.groups:
        if fault or group.reference is None:
            verdict = {"status": "crashed", "reason": fault or "nothing tells the truth"}
        else:
            verdict = _verdict(
                forked.call(partial(_learn, job, group, group.reference), job.wall_s), job
            )
        events.send("truth", case=group.case, size=group.size, **verdict)
        events.flush()


def kept(job: Job, group: Group, written: list[str]) -> Truth:
    """Give what process 0 has kept of a group, with the names of the buffers that are written."""
    import numpy as np

    stem = _stem(job, group)
    answer = json.loads(stem.with_suffix(".json").read_text(encoding="utf-8"))
    places = enumerate(written)
    return Truth(answer, {name: np.load(_array_file(stem, place)) for place, name in places})


def caller(row: Row, group: Group, values: dict[str, Any]) -> Callable[[], Any]:
    """Give a function that has C call the function once on the values."""
    native = NativeLoop(row, group)
    loop = native.bind(values)

    def call() -> Any:
        # The loop calls once before it counts.
        loop(0, time.CLOCK_MONOTONIC)
        return native.answer()

    return call


def _learn(job: Job, group: Group, row: Row) -> dict[str, str]:
    inputs = Inputs(group.arguments, group.size or 1, job.seed, group.size_unit)
    try:
        call = caller(row, group, inputs.binding)
    except (OSError, AttributeError) as error:
        return {"status": "crashed", "reason": f"the call in C cannot be loaded: {error}"}
    first = _told(call, inputs)
    inputs.restore("binding")
    second = _told(call, inputs)
    what = _difference(first, second, job.tolerance)
    if not what and job.process == 0:
        _keep(job, group, first)
    elif not what:
        what = _difference(kept(job, group, inputs.written), first, job.tolerance)
    if what:
        return {"status": "wrong", "reason": DIFFERS.format(what=what)}
    return {"status": "ok", "reason": ""}


def _told(call: Callable[[], Any], inputs: Inputs) -> Truth:
    answer = call()
    return Truth(answer, {name: inputs.binding[name].copy() for name in inputs.written})


def _difference(one: Truth, other: Truth, tolerance: float) -> str:
    if not is_same(other.answer, one.answer, tolerance):
        return f"it gave {one.answer!r} and then {other.answer!r}"
    for name, written in one.written.items():
        difference = memory_difference(name, other.written[name], written, tolerance)
        if difference:
            return f"it wrote different things ({difference})"
    return ""


def _keep(job: Job, group: Group, truth: Truth) -> None:
    import numpy as np

    stem = _stem(job, group)
    stem.with_suffix(".json").write_text(json.dumps(truth.answer), encoding="utf-8")
    for place, array in enumerate(truth.written.values()):
        np.save(_array_file(stem, place), array)


def _stem(job: Job, group: Group) -> Path:
    if job.truths is None:
        raise ValueError("the job names no folder for truths")
    return job.truths / f"{group.case or 'only'}-{group.size or 0}"


def _array_file(stem: Path, place: int) -> Path:
    return stem.with_name(f"{stem.name}-{place}.npy")


def _verdict(ended: forked.Ended, job: Job) -> dict[str, str]:
    if ended.reason == "timeout":
        reason = f"the function itself, called from C, did not return within {job.wall_s:g} s"
        return {"status": "timeout", "reason": reason}
    if ended.reason:
        reason = f"the function itself, called from C, ended its process with {ended.signal}"
        return {"status": "crashed", "reason": reason}
    verdict: dict[str, str] = ended.value
    return verdict
