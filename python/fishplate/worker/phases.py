"""The phases of a job, by name; the answers' last line says that the work is complete."""

import sys
from collections.abc import Callable
from pathlib import Path

from fishplate.worker import (
    copies,
    counts,
    imports,
    isolated,
    memory,
    own_truth,
    rounds,
    safety,
    verify,
)
from fishplate.worker.events import Events, claim_stdout
from fishplate.worker.job import Job

PHASES: dict[str, Callable[[Job, Events], None]] = {
    "truth": own_truth.run,
    "import": imports.run,
    "verify": verify.run,
    "safety": safety.run,
    "copies": copies.run,
    "memory": memory.run,
    "isolated": isolated.run,
    "time": rounds.run,
    "count": counts.run,
}


def run(arguments: list[str]) -> int:
    """Run the job in the file that is named, and give the exit code."""
    if len(arguments) != 1:
        print("usage: worker JOB", file=sys.stderr)
        return 2
    job = Job.read(Path(arguments[0]))
    phase = PHASES.get(job.phase)
    if phase is None:
        print(f"unknown phase `{job.phase}`; known: {', '.join(PHASES)}", file=sys.stderr)
        return 2
    events = claim_stdout()
    phase(job, events)
    events.send("done", phase=job.phase)
    events.flush()
    return 0
