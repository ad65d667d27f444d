"""Finds the files of the targets by their endings: in a folder, by themselves, or in an archive.

Links to folders are not followed, only regular files are opened, and a file that
is too large or cannot be read is said and left out.
"""

from __future__ import annotations

import fnmatch
import os
import stat

from fishplate.declarations import limits
from fishplate.declarations.source import Source, dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

# Folders that hold other people's code or none.
LEFT_OUT = {"__pycache__", "node_modules", "site-packages", "__pypackages__"}
INIT = "__init__.py"
# Windows has another ending for programs without a console.
PYTHON = (".py", ".pyw")
CYTHON = (".pyx", ".pxd")


class BadTarget(Exception):
    """A target that cannot be looked at; the text says which and what to do."""


class Scan:
    """What was found: sources, and files that were left out with the reason.

    Parameters
    ----------
    excluded
        Patterns of paths that are not looked at, as `fnmatch` has them.
    endings
        The endings of the files that are wanted.
    """

    __slots__ = ("_bytes", "endings", "excluded", "holds_cython", "left_out", "sources")

    def __init__(self, excluded: list[str], endings: tuple[str, ...] = PYTHON) -> None:
        self.excluded = excluded
        self.endings = endings
        self.sources: list[Source] = []
        self.left_out: list[tuple[str, str]] = []
        # Whether an archive has Cython sources, be they wanted here or not.
        self.holds_cython = False
        self._bytes = 0

    def is_excluded(self, path: str) -> bool:
        """Whether a pattern leaves this path out; one without a slash may be any part of it."""
        for pattern in self.excluded:
            parts = [path] if "/" in pattern else [path, *path.split("/")]
            if any(fnmatch.fnmatch(part, pattern) for part in parts):
                return True
        return False

    def leave_out(self, path: str, why: str) -> None:
        """Note a file that is not read."""
        self.left_out.append((path, why))

    def room_for(self, path: str, size: int) -> bool:
        """Whether a file of this size is still read; notes it if not."""
        if size > limits.FILE_BYTES:
            self.leave_out(path, f"it is larger than {limits.FILE_BYTES >> 20} MiB")
        elif len(self.sources) >= limits.FILES:
            self.leave_out(path, f"there are more than {limits.FILES} files")
        elif self._bytes + size > limits.ALL_BYTES:
            self.leave_out(path, f"the files have more than {limits.ALL_BYTES >> 20} MiB in all")
        else:
            return True
        return False

    def add(self, path: str, module: str, data: bytes) -> None:
        """Take a file's bytes."""
        self._bytes += len(data)
        self.sources.append(Source(path, module, data, os.path.basename(path) == INIT))


def scan(targets: list[str], excluded: list[str], endings: tuple[str, ...] = PYTHON) -> Scan:
    """The sources of all targets, each file once, in the order of their paths.

    Raises
    ------
    BadTarget
        If a target is not a folder, a file with one of the endings, a wheel or a source archive.
    """
    found = Scan(excluded, endings)
    one_of = " or ".join(endings[:1] if endings is PYTHON else endings)
    for target in targets:
        if os.path.isdir(target):
            scan_folder(found, target)
        elif not os.path.isfile(target):
            raise BadTarget(f"`{target}` is not there; give a folder, a {one_of} file or a wheel")
        elif target.endswith((".whl", ".zip")):
            from fishplate.declarations.wheel import scan_wheel

            scan_wheel(found, target)
        elif target.endswith(".tar.gz"):
            from fishplate.declarations.source_archive import scan_archive

            scan_archive(found, target)
        elif target.endswith(endings):
            scan_file(found, target, module_of(target))
        else:
            raise BadTarget(
                f"`{target}` is no {one_of} file; give a folder, such a file or a wheel"
            )
    unique = {source.path: source for source in found.sources}
    found.sources = [unique[path] for path in sorted(unique)]
    return found


def scan_folder(found: Scan, top: str) -> None:
    """Take every file of the wanted kind below a folder."""
    for folder, names, files in os.walk(top, onerror=lambda error: note(found, top, error)):
        names[:] = sorted(name for name in names if is_ours(found, folder, name))
        for name in sorted(files):
            path = os.path.join(folder, name)
            # Programs without a console are no modules.
            is_wanted = name.endswith(found.endings) and not name.endswith(".pyw")
            if is_wanted and not found.is_excluded(path):
                scan_file(found, path, module_of(path))


def note(found: Scan, top: str, error: OSError) -> None:
    """Note a folder that cannot be listed."""
    found.leave_out(str(error.filename or top), f"it cannot be read: {error.strerror}")


def is_ours(found: Scan, folder: str, name: str) -> bool:
    """Whether a folder is looked into: not hidden, not an environment, not excluded."""
    if name in LEFT_OUT or name.startswith("."):
        return False
    path = os.path.join(folder, name)
    if found.is_excluded(path) or found.is_excluded(path + os.sep):
        return False
    return not os.path.exists(os.path.join(path, "pyvenv.cfg"))


def scan_file(found: Scan, path: str, module: str) -> None:
    """Take one file; a device or a pipe is never opened."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            found.leave_out(path, "it is not a regular file")
        elif found.room_for(path, status.st_size):
            with open(path, "rb") as file:
                # The file may have grown since.
                data = file.read(limits.FILE_BYTES + 1)
            if found.room_for(path, len(data)):
                found.add(path, module, data)
    except OSError as error:
        found.leave_out(path, f"it cannot be read: {error.strerror}")


def module_of(path: str) -> str:
    """The dotted name under which other files import this one."""
    folder, name = os.path.split(os.path.abspath(path))
    stem = os.path.splitext(name)[0]
    parts = [] if name == INIT else [stem]
    for packaged in packages_above(folder):
        parts.insert(0, packaged)
    return dotted(parts) or os.path.basename(folder)


def packages_above(folder: str) -> Iterator[str]:
    """The names of the packages that a folder is in, from the inside out."""
    while os.path.isfile(os.path.join(folder, INIT)):
        folder, name = os.path.split(folder)
        if not name:
            return
        yield name
