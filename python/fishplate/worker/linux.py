"""What only Linux tells: mapped files, memory, and how often this thread was preempted."""

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


def page_faults() -> int:
    """Count the pages that this process has touched for the first time."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


def resident_bytes() -> tuple[int, int, int]:
    """Give the memory that this process holds, the most since the last reset, and that of files.

    Memory of files is such as code that has run; it is part of the first.
    """
    found = {"VmRSS": 0, "VmHWM": 0, "RssFile": 0}
    for line in Path("/proc/self/status").read_text(errors="surrogateescape").splitlines():
        name, _, text = line.partition(":")
        if name in found:
            found[name] = int(text.split()[0]) << 10
    return found["VmRSS"], max(found.values()), found["RssFile"]


def reset_peak() -> bool:
    """Set the most that this process held to what it holds; says whether the system did it."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return False
    return True


def signal_of(status: int) -> int | None:
    """Give the signal that ended a child, from what `os.waitpid` said of it."""
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
