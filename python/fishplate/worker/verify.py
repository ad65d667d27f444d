"""Calls each row once in a child of its own and compares its answer with the reference."""

import time
from collections.abc import Callable
from typing import Any

from fishplate.worker import forked
from fishplate.worker.contestant import assert_one_kernel, load_drive, load_kernel
from fishplate.worker.events import Events
from fishplate.worker.job import Job, Row
from fishplate.worker.trial import Trial


def run(job: Job, events: Events) -> None:
    """Send a `verified` event for each row."""
    load_kernel(job)
    drive = load_drive(job)
    for group in job.groups:
        trial = Trial(job, group, drive)
        for row in group.rows:
            ended = forked.call(_check(job, row, trial), job.wall_s)
            events.send("verified", row=row.id, **_verdict(ended, job))
            events.flush()


def _check(job: Job, row: Row, trial: Trial) -> Callable[[], dict[str, Any]]:
    def check() -> dict[str, Any]:
        try:
            obstacle = trial.obstacle(row)
            if obstacle:
                return {"status": "skipped", "reason": obstacle}
            call = trial.once(row)
        except BaseException as error:  # noqa: BLE001  (a panic of PyO3 is no Exception)
            return {"status": "crashed", "reason": f"cannot be loaded: {_named(error)}"}
        start = time.perf_counter_ns()
        try:
            answer = call()
        except BaseException as error:  # noqa: BLE001  (a panic of PyO3 is no Exception)
            return {"status": "crashed", "reason": f"the call raised {_named(error)}"}
        first_call_ns = time.perf_counter_ns() - start
        assert_one_kernel(job)
        reason = trial.difference(row, answer) or trial.unproven(row)
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
