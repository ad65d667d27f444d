"""How long an import takes in a process that has imported nothing else."""

import importlib
import time

from fishplate.worker.contestant import load_kernel, make_importable
from fishplate.worker.events import Events
from fishplate.worker.job import Job


def run(job: Job, events: Events) -> None:
    """Import the module of the job's only row and send the time."""
    load_kernel(job)
    row = job.groups[0].rows[0]
    make_importable(row)
    start = time.perf_counter_ns()
    importlib.import_module(row.module)
    events.send("imported", row=row.id, ns=time.perf_counter_ns() - start)
