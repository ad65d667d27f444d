"""Reads the wanted files of a source archive (`.tar.gz`) in memory.

Nothing is ever unpacked: a member's name is only shown. What a folder of sources would not give,
such as the files of a hidden folder, an archive of them does not give either; a member that lies
about itself is said and left out.
"""

from __future__ import annotations

import posixpath

from fishplate.declarations.scan import CYTHON, INIT, LEFT_OUT, Scan
from fishplate.declarations.tar_stream import Broken, Member, members
from fishplate.declarations.wheel import module_of


def scan_archive(found: Scan, archive: str) -> None:
    """Take every file of the wanted kind of a source archive."""
    first, packages = len(found.sources), set()
    seen: set[str] = set()
    try:
        with open(archive, "rb") as file:
            for member in members(file):
                if posixpath.basename(member.name) == INIT:
                    packages.add(posixpath.dirname(member.name))
                found.holds_cython |= member.name.endswith(CYTHON)
                if is_wanted(found, archive, member):
                    scan_member(found, archive, member, seen)
                    seen.add(member.name)
    except OSError as error:
        found.leave_out(archive, f"it cannot be read: {error.strerror}")
    except Broken as error:
        found.leave_out(archive, f"it is not a whole source archive: {error}")
    # Only its end shows which folders of an archive are packages.
    for source in found.sources[first:]:
        source.module = module_of(source.path.removeprefix(f"{archive}/"), packages)


def is_wanted(found: Scan, archive: str, member: Member) -> bool:
    """Whether a member's name is one that would be read."""
    name = member.name
    if member.kind == "folder" or not name.endswith(found.endings) or name.endswith(".pyw"):
        return False
    top, *inner = name.split("/")
    if any(
        part in LEFT_OUT or (part[:1] == "." and part not in (".", "..")) for part in inner[:-1]
    ):
        return False
    # The folder that holds everything is named for the version; a pattern need not know it.
    names = (f"{archive}/{name}", name, name.removeprefix(f"{top}/"))
    return not any(found.is_excluded(one) for one in names)


def is_hidden(folder: str) -> bool:
    """Whether a folder's files are not looked at; a way out of the archive is no such folder."""
    return folder in LEFT_OUT or (folder.startswith(".") and folder not in (".", ".."))


def scan_member(found: Scan, archive: str, member: Member, seen: set[str]) -> None:
    """Take one member."""
    name = member.name
    path = f"{archive}/{name}"
    if name in seen:
        found.leave_out(path, "the archive has two members of this name")
    elif name.startswith("/") or ".." in name.split("/"):
        found.leave_out(path, "its name leads out of the archive")
    elif member.kind == "link":
        found.leave_out(path, "it is a link, and links are not followed")
    elif member.kind != "file":
        found.leave_out(path, "it is not a regular file")
    elif found.room_for(path, member.size):
        found.add(path, "", member.read())
