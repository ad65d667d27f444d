"""Reads the wanted files of a wheel in memory.

Nothing is ever unpacked: a member's name is only shown. A wheel that lies about itself (two
members of one name, a name that leads out, a member that unpacks to far more than it says) is
said, and that member is left out.
"""

from __future__ import annotations

import posixpath
import stat
import zipfile
import zlib

from fishplate.declarations import limits
from fishplate.declarations.scan import CYTHON
from fishplate.declarations.source import dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fishplate.declarations.scan import Scan

RATIO = 200
RATIO_FROM_BYTES = 1 << 20


def scan_wheel(found: Scan, wheel: str) -> None:
    """Take every file of the wanted kind of a wheel."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            members = archive.infolist()
            if len(members) > limits.MEMBERS:
                found.leave_out(wheel, f"it has more than {limits.MEMBERS} members")
                return
            found.holds_cython |= any(member.filename.endswith(CYTHON) for member in members)
            packages = {posixpath.dirname(item.filename) for item in members if is_init(item)}
            seen: set[str] = set()
            for member in members:
                if member.filename.endswith(found.endings):
                    scan_member(found, wheel, archive, member, packages, seen)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        found.leave_out(wheel, f"it is not a whole wheel: {' '.join(str(error).split())}")


def is_init(member: zipfile.ZipInfo) -> bool:
    """Whether a member makes its folder a package."""
    return posixpath.basename(member.filename) == "__init__.py"


def scan_member(
    found: Scan,
    wheel: str,
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    packages: set[str],
    seen: set[str],
) -> None:
    """Take one member."""
    name = member.filename
    path = f"{wheel}/{name}"
    if found.is_excluded(path) or found.is_excluded(name):
        return
    if name in seen:
        found.leave_out(path, "the wheel has two members of this name")
    elif name.startswith("/") or ".." in name.split("/"):
        found.leave_out(path, "its name leads out of the wheel")
    elif stat.S_ISLNK(member.external_attr >> 16):
        found.leave_out(path, "it is a link, and what it links to is not in the wheel")
    elif member.file_size > RATIO_FROM_BYTES and (
        member.file_size > RATIO * max(member.compress_size, 1)
    ):
        found.leave_out(path, "it is packed more tightly than text can be")
    elif found.room_for(path, member.file_size):
        data = unpack(archive, member)
        if data is None:
            found.leave_out(path, "it cannot be unpacked")
        elif found.room_for(path, len(data)):
            found.add(path, module_of(name, packages), data)
    seen.add(name)


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes | None:
    """A member's bytes, no more than a file may have; none if it is broken."""
    try:
        with archive.open(member) as file:
            return file.read(limits.FILE_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError):
        return None
    except (RuntimeError, NotImplementedError):
        # An encrypted member, or a compression that this Python lacks.
        return None


def module_of(name: str, packages: set[str]) -> str:
    """The dotted name of a member."""
    folder, file = posixpath.split(name)
    parts = [] if file == "__init__.py" else [posixpath.splitext(file)[0]]
    while folder and folder in packages:
        folder, package = posixpath.split(folder)
        parts.insert(0, package)
    return dotted(parts) or posixpath.basename(folder)
