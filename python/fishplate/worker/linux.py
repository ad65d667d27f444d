"""What only Linux tells: the files that are mapped, and how often this thread was preempted."""

import os
import resource
from pathlib import Path


def mapped_files(name: str) -> set[Path]:
    """Give the files of that name that are mapped into this process."""
    found = set()
    for line in Path("/proc/self/maps").read_text(errors="surrogateescape").splitlines():
        fields = line.split(maxsplit=5)
        if len(fields) == 6 and Path(fields[5]).name == name:
            found.add(Path(fields[5]))
    return found


def preemptions() -> int:
    """Count how often the scheduler took the processor from this thread against its will."""
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nivcsw


def signal_of(status: int) -> int | None:
    """Give the signal that ended a child, from what `os.waitpid` said of it."""
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
