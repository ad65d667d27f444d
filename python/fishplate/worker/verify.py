"""Calls each row once in a child of its own and compares its answer with the reference."""

import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from fishplate.worker import forked
from fishplate.worker.answers import is_same, plain
from fishplate.worker.contestant import (
    NativeLoop,
    assert_one_kernel,
    load,
    load_drive,
    load_kernel,
)
from fishplate.worker.events import Events
from fishplate.worker.inputs import Inputs
from fishplate.worker.job import Job, Row


def run(job: Job, events: Events) -> None:
    """Send a `verified` event for each row."""
    load_kernel(job)
    drive = load_drive(job)
    for group in job.groups:
        inputs = Inputs(job.arguments, group.size or 1, job.seed)
        expected = drive.reference(*inputs.builtin.values())
        for row in group.rows:
            ended = forked.call(_check(job, row, drive, inputs, expected), job.wall_s)
            events.send("verified", row=row.id, **_verdict(ended, job))
            events.flush()


def once(job: Job, row: Row, drive: ModuleType, inputs: Inputs) -> Callable[[], Any]:
    """Give a function that calls the row once on the inputs."""
    if row.kind == "native":
        native = NativeLoop(row, job.arguments, job.result)
        run = native.bind(job.arguments, inputs.binding)

        def call() -> Any:
            run(1, time.CLOCK_MONOTONIC)
            return native.answer()

        return call
    function = load(row, drive)
    values = tuple(inputs.of(row.inputs).values())
    return lambda: function(*values)


def difference(row: Row, answer: Any, expected: Any, tolerance: float) -> str:
    """Say how an answer differs from the reference; empty when it does not."""
    if row.is_reference:
        answer = plain(answer)
    if is_same(answer, expected, tolerance):
        return ""
    return f"the answer is {_shown(answer)}; the reference says {_shown(expected)}"


def _check(
    job: Job, row: Row, drive: ModuleType, inputs: Inputs, expected: Any
) -> Callable[[], dict[str, Any]]:
    def check() -> dict[str, Any]:
        try:
            call = once(job, row, drive, inputs)
        except BaseException as error:  # noqa: BLE001  (a panic of PyO3 is no Exception)
            return {"status": "crashed", "reason": f"cannot be loaded: {_named(error)}"}
        start = time.perf_counter_ns()
        try:
            answer = call()
        except BaseException as error:  # noqa: BLE001  (a panic of PyO3 is no Exception)
            return {"status": "crashed", "reason": f"the call raised {_named(error)}"}
        first_call_ns = time.perf_counter_ns() - start
        assert_one_kernel(job)
        reason = difference(row, answer, expected, job.tolerance)
        return {
            "status": "wrong" if reason else "ok",
            "reason": reason,
            "first_call_ns": first_call_ns,
        }

    def guarded() -> dict[str, Any]:
        try:
            return check()
        except BaseException as error:  # noqa: BLE001  (a panic of PyO3 is no Exception)
            return {"status": "crashed", "reason": _named(error)}

    return guarded


def _verdict(ended: forked.Ended, job: Job) -> dict[str, Any]:
    if ended.reason == "timeout":
        reason = f"the first call did not end within {job.wall_s:g} s"
        return {"status": "timeout", "reason": reason}
    if ended.reason:
        reason = f"the process of its first call ended with {ended.signal}"
        return {"status": "crashed", "reason": reason}
    verdict: dict[str, Any] = ended.value
    return verdict


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
