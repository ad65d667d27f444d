"""What a workload puts around the function of a contestant, so that many calls are one.

`drive.py` of a workload whose `workload.toml` has a table `[around]` defines

`around(function, scene)`
    A callable that takes the inputs of the row; it is what is verified and timed. Threads,
    processes and memory that it needs are made here or at its first call, before the clock.
`idle(scene)`
    The same with nothing in the place of the function. It is timed in each round, and is what
    is subtracted. Without it that is the empty loop.
`units(scene)`
    How many units, of which `[around]` has the name, one call of `around`'s callable does. The
    times of a row are divided by it. Without it there is one.
`unfit(function, scene)`
    Is called once for each row, before anything else; it gives a sentence where the row cannot do
    what is measured, and nothing where it can. An unfit row is skipped.
`proof(function, scene)`
    Is called once, in the process in which the row is verified; it gives a sentence where the
    row does not do what it is measured for, and nothing where it does.

The reference is never put into it: it says what must come out of the whole.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from fishplate.worker.job import Group, Job


@dataclass(frozen=True)
class Scene:
    """What a wrapper is told.

    Attributes
    ----------
    case
        The name of the case; none where the workload has no cases.
    function
        The name of the C function.
    size
        The size; 1 where the workload has no sizes.
    kernel
        The path of the library with the C function; none where no row needs it.
    """

    case: str | None
    function: str
    size: int
    kernel: str | None


class Around:
    """The wrapper of one group; of a workload that has none, it changes nothing.

    Parameters
    ----------
    job, group
        What is run.
    drive
        The workload's `drive.py`.

    Attributes
    ----------
    units
        What the time of a call is divided by.
    """

    def __init__(self, job: Job, group: Group, drive: ModuleType) -> None:
        kernel = None if job.kernel is None else os.fspath(job.kernel)
        self._scene = Scene(group.case, group.function, group.size or 1, kernel)
        self._drive = drive if job.has_around else None
        units = self._found("units")
        self.units: int = 1 if units is None else units(self._scene)
        if self.units < 1:
            raise ValueError(f"`units` of drive.py gave {self.units}; it must be 1 or more")

    def wrapped(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Give what is called instead of the function of a row."""
        if self._drive is None:
            return function
        made: Callable[..., Any] = self._drive.around(function, self._scene)
        return made

    def idle(self) -> Callable[..., Any] | None:
        """Give what is timed as the floor; none where it is the empty loop."""
        idle = self._found("idle")
        return None if idle is None else idle(self._scene)

    def obstacle(self, function: Callable[..., Any]) -> str:
        """Say why a row cannot do what is measured; empty where it can."""
        unfit = self._found("unfit")
        return "" if unfit is None else unfit(function, self._scene) or ""

    def difference(self, function: Callable[..., Any]) -> str:
        """Say what the proof found missing; empty where nothing is, or nothing is asked."""
        proof = self._found("proof")
        return "" if proof is None else proof(function, self._scene) or ""

    def _found(self, name: str) -> Any:
        return None if self._drive is None else getattr(self._drive, name, None)
