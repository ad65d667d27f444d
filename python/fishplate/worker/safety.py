"""What each contestant does with input that the C function cannot take as it is."""

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

from fishplate.worker import forked
from fishplate.worker.answers import is_same, plain
from fishplate.worker.bad_inputs import BadInput, bad_inputs
from fishplate.worker.contestant import load, load_drive, load_kernel
from fishplate.worker.events import Events
from fishplate.worker.inputs import Inputs
from fishplate.worker.job import Job, Row

# Enough elements that a strided view still has several, few enough for one page.
SIZE = 8


def run(job: Job, events: Events) -> None:
    """Send a `safety` event for each row of the first group and each bad input.

    The rows were verified before: that they load and answer is known.
    """
    load_kernel(job)
    drive = load_drive(job)
    inputs = bad_inputs(job.arguments, Inputs(job.arguments, SIZE, job.seed))
    for row in job.groups[0].rows:
        if row.kind == "native":
            continue
        function = load(row, drive)
        for bad in inputs:
            ended = forked.call(_try(function, bad), job.wall_s)
            outcome, exception = judge(row, bad, ended, expected_answer(drive, bad), job.tolerance)
            events.send("safety", row=row.id, input=bad.name, outcome=outcome, exception=exception)
    events.flush()


def expected_answer(drive: ModuleType, bad: BadInput) -> Any:
    """Give the reference's answer in a list of one; none where it has no answer either."""
    try:
        return [drive.reference(*bad.plain, **bad.plain_keywords)]
    except Exception:  # noqa: BLE001  (a workload may refuse with any exception)
        return None


def judge(
    row: Row, bad: BadInput, ended: forked.Ended, expected: Any, tolerance: float
) -> tuple[str, str | None]:
    """Say what came of a call: the outcome, and the exception or signal where there was one.

    Parameters
    ----------
    row
        The contestant.
    bad
        What it was given.
    ended
        How the call ended; its value is `["raised", name]` or `["returned", answer]`.
    expected
        The right answer in a list of one, or none where there is none.
    tolerance
        See `answers.is_same`.
    """
    if ended.reason:
        return "wrong", ended.signal or ended.reason
    kind, value = ended.value
    if kind == "raised":
        return "refused", value
    if kind == "odd" or expected is None or not is_same(value, expected[0], tolerance):
        return "wrong", None
    is_copy = bad.is_foreign and not row.is_reference
    return ("copied" if is_copy else "ok"), None


def _try(function: Callable[..., Any], bad: BadInput) -> Callable[[], list[Any]]:
    def attempt() -> list[Any]:
        try:
            answer = plain(function(*bad.arguments, **bad.keywords))
        except BaseException as error:  # noqa: BLE001  (a panic of PyO3 is no Exception)
            name = type(error).__qualname__
            module = type(error).__module__
            return ["raised", name if module == "builtins" else f"{module}.{name}"]
        # Only what JSON carries unchanged can be compared in the parent.
        if answer is None or isinstance(answer, (bool, int, float, str)):
            return ["returned", answer]
        return ["odd", repr(answer)[:60]]

    def flushed() -> list[Any]:
        answer = attempt()
        sys.stderr.flush()
        return answer

    return flushed
