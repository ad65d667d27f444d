"""V-25: a command is 20 bytes on one side and 28 on the other, and a float loses its colour."""

import struct

from seeing import Seen

seen = Seen()
written, read = struct.Struct("<4fI"), struct.Struct("<7f")
seen.that("Rust writes 20 bytes, Python reads 28", (written.size, read.size) == (20, 28))
commands = b"".join(written.pack(n, 10.0, 5.0, 50.0 + n, 0xFF2196F3) for n in range(14))
rows = list(read.iter_unpack(commands))
seen.that("14 commands come out as 10", len(rows) == 10)
right = [row for n, row in enumerate(rows) if row[:4] == (n, 10.0, 5.0, 50.0 + n)]
seen.that("of which only the first is one", len(right) == 1, len(right))


def as_float(colour):
    """A colour that went through a float of 32 bits."""
    return int(struct.unpack("<f", struct.pack("<f", colour))[0])


for colour in (0xFF2196F3, 0xFFFFFFFF, 2**24 + 1):
    seen.that(
        f"{colour:#x} is not kept by a float", as_float(colour) != colour, f"{as_float(colour):#x}"
    )
seen.that("what fits 24 bits is", as_float(2**24 - 1) == 2**24 - 1)
nan = struct.unpack("<f", struct.pack("<I", 0x7FC00001))[0]
seen.raises(ValueError, "bits of a colour read as a float may be no number", lambda: int(nan))
ours = struct.Struct("<6fI")
kept = ours.unpack(ours.pack(*range(6), 0xFF2196F3))
seen.that(
    "six floats and an integer are 28 bytes and exact", ours.size == 28 and kept[6] == 0xFF2196F3
)
seen.end()
