"""The members of a gzipped tar archive, one behind the other, in bounded memory and time.

Nothing is unpacked to a disk and no link is followed: who reads decides what becomes of a member's
name and bytes. The standard library's `tarfile` is not used, since it keeps the whole of an
extended header in memory, however long that says it is.

Source: POSIX.1-2017, `pax`, "ustar Interchange Format" and "pax Extended Header"; GNU tar's manual,
"Basic Tar Format"; RFC 1952.
"""

from __future__ import annotations

import zlib

from fishplate.declarations import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

BLOCK = 512
CHUNK = 1 << 16
# A header and trailer of gzip, not of zlib.
GZIP = 16 + zlib.MAX_WBITS
# One extended header, and all of an archive: far more than the longest paths of any system.
EXTENSION_BYTES = 1 << 16
ALL_EXTENSION_BYTES = 16 << 20

FILES = (b"0", b"\0", b"7")
LINKS = (b"1", b"2")
FOLDER = b"5"
GNU_NAME, GNU_LINK = b"L", b"K"
PAX, PAX_OF_ALL = b"x", b"g"


class Broken(Exception):
    """An archive that is not what it says; the text says why."""


class Member:
    """One member.

    Parameters
    ----------
    name
        Its path, as the archive has it.
    size
        How many bytes it holds.
    kind
        `file`, `folder`, `link`, or `other` for a device and whatever else is not read.
    """

    __slots__ = ("_stream", "kind", "name", "size")

    def __init__(self, name: str, size: int, kind: str, stream: Inflated) -> None:
        self.name = name
        self.size = size
        self.kind = kind
        self._stream = stream

    def read(self) -> bytes:
        """Its bytes; only before the next member is asked for, and once.

        Raises
        ------
        Broken
            If the archive ends before the member does.
        """
        return self._stream.read(self.size)


class Inflated:
    """What a gzipped file unpacks to, from its beginning to its end.

    Parameters
    ----------
    file
        The file, opened for its bytes.
    """

    __slots__ = ("_file", "_held", "_inflate", "_packed", "place")

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._inflate = zlib.decompressobj(GZIP)
        self._packed = b""
        self._held = b""
        self.place = 0

    def read(self, size: int) -> bytes:
        """Exactly so many bytes.

        Raises
        ------
        Broken
            If there are not so many, or they cannot be unpacked.
        """
        parts = []
        while size > 0:
            part = self._next(size)
            if not part:
                raise Broken("it ends in the middle of a member")
            size -= len(part)
            parts.append(part)
        return b"".join(parts)

    def skip_to(self, place: int) -> None:
        """Go on to a later place.

        Raises
        ------
        Broken
            As for `read`.
        """
        while self.place < place:
            if not self._next(place - self.place):
                raise Broken("it ends in the middle of a member")

    def is_at_end(self) -> bool:
        """Whether nothing follows."""
        if not self._held:
            self._held = self._unpack()
        return not self._held

    def _next(self, most: int) -> bytes:
        """Some bytes, at most so many; none at the end."""
        held = self._held or self._unpack()
        part, self._held = held[:most], held[most:]
        self.place += len(part)
        if self.place > limits.UNPACKED_BYTES:
            raise Broken(f"it unpacks to more than {limits.UNPACKED_BYTES >> 20} MiB")
        return part

    def _unpack(self) -> bytes:
        """The next piece, of bounded size however tightly it is packed; empty at the end."""
        while True:
            packed = self._packed or self._file.read(CHUNK)
            if self._inflate.eof:
                if not packed:
                    return b""
                # Gzip files may stand one behind the other, and are one text.
                self._inflate = zlib.decompressobj(GZIP)
            try:
                piece = self._inflate.decompress(packed, CHUNK)
            except zlib.error as error:
                raise Broken("it cannot be unpacked") from error
            self._packed = self._inflate.unconsumed_tail or self._inflate.unused_data
            if piece:
                return piece
            if not packed and not self._inflate.eof:
                raise Broken("it ends too early")


def members(file: BinaryIO) -> Iterator[Member]:
    """The members of a gzipped tar archive, in its own order.

    Raises
    ------
    Broken
        Where the archive is damaged or larger than is read; what came before is whole.
    """
    stream = Inflated(file)
    said: dict[str, str] = {}
    extended = 0
    for _ in range(limits.MEMBERS):
        if stream.is_at_end():
            return
        header = stream.read(BLOCK)
        if not any(header):
            return
        if not is_whole(header):
            raise Broken("a header in it is damaged")
        kind, size = header[156:157], number(header[124:136])
        start = stream.place
        if kind in (GNU_NAME, PAX):
            extended += size
            if size > EXTENSION_BYTES or extended > ALL_EXTENSION_BYTES:
                raise Broken("its extended headers are longer than any paths")
            said |= extension(kind, stream.read(size))
        elif kind not in (GNU_LINK, PAX_OF_ALL):
            size = int_of(said.get("size"), size)
            name = said.get("path", own_name(header))
            yield Member(name, size, kind_of(kind, name, said), stream)
            said = {}
        stream.skip_to(start + -(-size // BLOCK) * BLOCK)
    if not stream.is_at_end():
        raise Broken(f"it has more than {limits.MEMBERS} members")


def is_whole(header: bytes) -> bool:
    """Whether the sum of a header's bytes is what it says, its own field taken as blanks."""
    return number(header[148:156]) == sum(header[:148]) + 8 * 0x20 + sum(header[156:])


def number(field: bytes) -> int:
    """A number: in octal digits, or as GNU tar writes a large one, its first bit set."""
    if field[:1] >= b"\x80":
        return int.from_bytes(field, "big") & ((1 << (8 * len(field) - 1)) - 1)
    digits = field.replace(b"\0", b" ").split()
    try:
        return int(digits[0], 8) if digits else 0
    except ValueError as error:
        raise Broken("a header in it is damaged") from error


def int_of(text: str | None, other: int) -> int:
    """A size as an extended header says it, else the other one."""
    if text is None:
        return other
    if not (text.isascii() and text.isdigit() and len(text) < 20):
        raise Broken("an extended header in it is damaged")
    return int(text)


def own_name(header: bytes) -> str:
    """The name in a header, with its first part where the form has one."""
    name = text_of(header[:100])
    first = text_of(header[345:500]) if header[257:263] == b"ustar\0" else ""
    return f"{first}/{name}" if first else name


def text_of(field: bytes) -> str:
    """A field's text up to its end; what is not UTF-8 stays to be seen."""
    return field.split(b"\0", 1)[0].decode("utf-8", "backslashreplace")


def extension(kind: bytes, data: bytes) -> dict[str, str]:
    """What a header that goes before another says of that one."""
    if kind == GNU_NAME:
        return {"path": text_of(data)}
    said = {}
    place = 0
    while data[place : place + 1].strip(b"\0"):
        length, blank, _ = data[place : place + 21].partition(b" ")
        end = place + int(length) if blank and length.isdigit() else 0
        key, equals, value = data[place + len(length) + 1 : end - 1].partition(b"=")
        if not equals or not place < end <= len(data):
            raise Broken("an extended header in it is damaged")
        said[text_of(key)] = text_of(value)
        place = end
    return said


def kind_of(kind: bytes, name: str, said: dict[str, str]) -> str:
    """What a member is."""
    if kind in LINKS:
        return "link"
    if kind == FOLDER or (kind in FILES and name.endswith("/")):
        return "folder"
    is_sparse = any(key.startswith("GNU.sparse.") for key in said)
    return "file" if kind in FILES and not is_sparse else "other"
