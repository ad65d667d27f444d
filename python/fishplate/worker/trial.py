"""One call of a row on the inputs of its group, held against the truth."""

import time
from collections.abc import Callable
from types import ModuleType
from typing import Any

from fishplate.worker import own_truth
from fishplate.worker.answers import is_same, memory_difference, plain
from fishplate.worker.around import Around
from fishplate.worker.calls import single
from fishplate.worker.contestant import NativeLoop, load, look, of_drive
from fishplate.worker.existing import settled
from fishplate.worker.inputs import Inputs
from fishplate.worker.job import Group, Job, Row
from fishplate.worker.truth import Truth, told


class Trial:
    """The inputs of a group, what must come of them, and how a row is tried on them."""

    def __init__(self, job: Job, group: Group, drive: ModuleType) -> None:
        self.group = group
        self.drive = drive
        self.inputs = Inputs(group.arguments, group.size or 1, job.seed, group.size_unit)
        if group.reference is None:
            reference = of_drive(drive, "reference", group.function)
            self.truth: Truth = told(reference, self.inputs, group.by_keyword)
        else:
            self.truth = own_truth.kept(job, group, self.inputs.written)
        self.around = Around(job, group, drive)
        self._tolerance = job.tolerance

    def function(self, row: Row) -> Callable[..., Any]:
        """Give what is called for a row that is no native one."""
        return self.around.wrapped(load(row, self.group, self.drive))

    def once(self, row: Row) -> Callable[[], Any]:
        """Give a function that calls the row exactly once on the inputs."""
        if row.kind == "native":
            native = NativeLoop(row, self.group)
            run = native.bind(self.inputs.binding)

            def call() -> Any:
                # The loop calls once before it counts.
                run(0, time.CLOCK_MONOTONIC)
                return native.answer()

            return call
        return single(self.function(row), self.inputs.own(row.inputs), self.group.by_keyword)

    def obstacle(self, row: Row) -> str:
        """Say why a row cannot do what is measured; empty where it can."""
        if row.kind == "native":
            return ""
        return self.around.obstacle(load(row, self.group, self.drive))

    def unproven(self, row: Row) -> str:
        """Say what a row does not do though it is measured for it; empty where it does."""
        if row.kind == "native":
            return ""
        return self.around.difference(load(row, self.group, self.drive))

    def difference(self, row: Row, answer: Any) -> str:
        """Say how a row's answer or what it wrote differs from the truth; empty when neither does.

        What it wrote is looked for in the very objects that it was given: a write into a copy
        is lost.
        """
        answer = look(self.drive, answer)
        given = self.inputs.of(row.inputs)
        if row.kind == "existing":
            answer = settled(answer, given, self.truth, self._tolerance)
        elif row.is_reference:
            answer = plain(answer)
        expected = self.truth.answer
        if not is_same(answer, expected, self._tolerance):
            return f"the answer is {_shown(answer)}; the reference says {_shown(expected)}"
        for name, written in self.truth.written.items():
            reason = memory_difference(name, given[name], written, self._tolerance)
            if reason:
                return reason
        return ""


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
