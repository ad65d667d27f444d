"""What each contestant does with input that the C function cannot take as it is."""

import sys
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from fishplate.worker import forked
from fishplate.worker.answers import is_same_nested
from fishplate.worker.bad_inputs import BadInput, bad_inputs, plain_value
from fishplate.worker.contestant import load, load_drive, load_kernel, look, of_drive
from fishplate.worker.events import Events
from fishplate.worker.existing import is_right, plain_number
from fishplate.worker.inputs import Inputs
from fishplate.worker.job import Group, Job, Row
from fishplate.worker.own_reference import OwnReference

# Enough elements that a strided view still has several, few enough for one page.
SIZE = 8


def run(job: Job, events: Events) -> None:
    """Send a `safety` event for each row of each group and each bad input.

    The rows were verified before: that they load and answer is known. Where something is put
    around the functions, the reference speaks of the whole, so nobody knows what a single call
    with bad input should give; such a workload has no outcomes.
    """
    if job.has_around:
        return
    load_kernel(job)
    drive = load_drive(job)
    for group in job.groups:
        inputs = Inputs(group.arguments, SIZE, job.seed)
        reference = _reference(job, group, drive, inputs)
        tried = bad_inputs(group.arguments, inputs)
        truths = [expected_outcome(reference, bad, inputs) for bad in tried]
        for row in group.rows:
            # What a row makes that only hands out memory is looked at by us, not by the row.
            if row.kind == "native" or (row.kind == "drive" and hasattr(drive, "look")):
                continue
            function = load(row, group, drive)
            for bad, truth in zip(tried, truths, strict=True):
                ended = forked.call(
                    _try(row, function, bad, inputs.written, truth, job.tolerance, drive),
                    job.wall_s,
                )
                outcome, exception = judge(row, bad, ended, truth, job.tolerance)
                events.send(
                    "safety", row=row.id, input=bad.name, outcome=outcome, exception=exception
                )
    events.flush()


def _reference(job: Job, group: Group, drive: ModuleType, inputs: Inputs) -> Callable[..., Any]:
    if group.reference is None:
        return of_drive(drive, "reference", group.function)
    return OwnReference(group.reference, group, inputs, job.wall_s)


def expected_outcome(
    reference: Callable[..., Any], bad: BadInput, inputs: Inputs
) -> list[Any] | None:
    """Give the reference's answer and what it wrote; none where nothing is right.

    The reference works on lists of its own. What Python leaves out it gets by name, unless
    the call gives it after all.
    """
    if bad.is_forbidden:
        return None
    values = bad.plain()
    missing = {name: value for name, value in inputs.omitted.items() if name not in values}
    try:
        answer = bad.call(partial(reference, **missing), values)
    except Exception:  # noqa: BLE001  (a workload may refuse with any exception)
        return None
    return [answer, _written(values, inputs.written)]


def judge(
    row: Row, bad: BadInput, ended: forked.Ended, expected: list[Any] | None, tolerance: float
) -> tuple[str, str | None]:
    """Say what came of a call: the outcome, and the exception or signal where there was one.

    Parameters
    ----------
    row
        The contestant.
    bad
        What it was given.
    ended
        How the call ended; its value is `["raised", name]`, or `["returned", answer, written]`
        with what stood in the given objects afterwards.
    expected
        The right answer and the right content of what is written; none where there is neither.
    tolerance
        See `answers.is_same`.
    """
    if ended.reason:
        return "wrong", ended.signal or ended.reason
    kind, *found = ended.value
    if kind == "raised":
        return "refused", found[0]
    if kind == "odd" or expected is None or not is_same_nested(found, expected, tolerance):
        return "wrong", None
    # Who takes lists makes a copy of whatever array it takes.
    is_copied = bad.is_foreign or (bad.is_array and row.inputs == "builtin")
    is_copy = is_copied and not row.is_reference
    return ("copied" if is_copy else "ok"), None


def _written(values: dict[str, Any], names: list[str]) -> list[Any]:
    return [plain_value(values[name]) for name in names if name in values]


def _try(
    row: Row,
    function: Callable[..., Any],
    bad: BadInput,
    written: list[str],
    expected: list[Any] | None,
    tolerance: float,
    drive: ModuleType,
) -> Callable[[], list[Any]]:
    def attempt() -> list[Any]:
        try:
            answer = plain_number(look(drive, bad.call(function, bad.values)))
        except BaseException as error:  # noqa: BLE001  (a panic of PyO3 is no Exception)
            name = type(error).__qualname__
            module = type(error).__module__
            return ["raised", name if module == "builtins" else f"{module}.{name}"]
        memory = _written(bad.values, written)
        if row.kind == "existing" and is_right(answer, memory, expected, tolerance):
            return ["returned", *(expected or [])]
        # Only what JSON carries unchanged can be compared in the parent.
        if answer is None or isinstance(answer, (bool, int, float, str)):
            return ["returned", answer, memory]
        return ["odd", repr(answer)[:60]]

    def flushed() -> list[Any]:
        answer = attempt()
        sys.stderr.flush()
        return answer

    return flushed
