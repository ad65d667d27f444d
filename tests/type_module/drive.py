"""Uses a library through the types that were written for it; run as `drive.py LIBRARY`."""

import ctypes
import sys

import shapes_types as types


def refused(call, *arguments):
    """Whether ctypes refuses the arguments."""
    try:
        call(*arguments)
    except ctypes.ArgumentError:
        return True
    return False


def fresh():
    """The library with nothing declared."""
    return ctypes.CDLL(sys.argv[1])


lib = types.apply(fresh())
# Every class lies in memory as C has it.
for name in ("point", "packet", "tail", "wide", "event", "event_data"):
    assert ctypes.sizeof(getattr(types, name)) == lib.size_of(name.encode()), name

handle = lib.handle_new(b"one", 1 << 40)
assert handle > 0xFFFF
assert lib.name_of(handle) == b"one"
lib.handle_free(handle)
assert lib.mean((ctypes.c_double * 4)(1, 2, 3, 4), 4) == 2.5
assert refused(lib.mean, (ctypes.c_float * 4)(), 4)
middle = lib.midpoint(types.point(0, 0), types.point(2, 4))
assert (middle.x, middle.y) == (1, 2)
packet = types.packet(7, 3, 2.0)
assert lib.checksum(ctypes.byref(packet)) == (3 << 32) + 9
assert refused(lib.checksum, ctypes.byref(middle))
assert lib.precise(1.0) == 1 / 3
assert lib.small(-3) == 3
assert lib.sum_bytes(b"\x01\x02\xff", 3) == 258
assert lib.sum_bytes((ctypes.c_ubyte * 2)(1, 2), 2) == 3
assert lib.label("été") == "été"
assert lib.mix(1, 2) == 2
wide, tail = types.wide(), types.tail()
matrix = (ctypes.c_float * 3 * 2)((1, 2, 3), (4, 5, 6))
lib.fill(wide, tail, matrix)
assert (wide.lane[7], tail.n) == (6.0, 7)

seen = []
values = (ctypes.c_int * 3)(3, 1, 2)
compare = lib.sort.argtypes[3](
    lambda a, b: ctypes.c_int.from_address(a).value - ctypes.c_int.from_address(b).value
)
lib.sort(values, 3, 4, compare)
assert list(values) == [1, 2, 3]
listener = lib.listen.argtypes[1](
    lambda event, user: seen.append((event[0].name, event[0].colour, user))
)
lib.listen(None, listener, 5)
assert seen == [("voilà".encode(), 2, 5)]
assert not hasattr(lib, "missing")


class Point(ctypes.Structure):
    """The old module's own class."""

    _fields_ = [("left", ctypes.c_float), ("top", ctypes.c_float)]


class Wrong(ctypes.Structure):
    """One that does not lie as the C one."""

    _fields_ = [("left", ctypes.c_double)]


# What an old module declared rightly stays; what it declared wrongly or not at all is mended.
old = fresh()
old.midpoint.argtypes = [Point, Point]
old.midpoint.restype = Point
old.handle_free.argtypes = [ctypes.POINTER(Point)]
old.handle_free.restype = None
old.mean.argtypes = [ctypes.POINTER(ctypes.c_float), ctypes.c_int]
old.mix.restype = lambda number: number + 100
types.apply(old)
assert old.midpoint.argtypes == [Point, Point] or old.midpoint.argtypes == (Point, Point)
assert old.midpoint.restype is Point
assert list(old.handle_free.argtypes) == [ctypes.POINTER(Point)]
assert old.mean((ctypes.c_double * 2)(1, 2), 2) == 1.5
assert old.mix(1, 2) == 102

own = types.apply(fresh(), point=Point)
assert own.midpoint(Point(0, 0), Point(2, 2)).left == 1
for wrong in ({"point": Wrong}, {"point": 3}, {"no_such": Point}):
    try:
        types.apply(fresh(), **wrong)
    except TypeError:
        continue
    raise AssertionError(wrong)
# Twice is as once.
types.apply(types.apply(own, point=Point))
