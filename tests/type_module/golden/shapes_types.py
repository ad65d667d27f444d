# Written by `fishplate check --write-types`; write it anew rather than change it.
"""The types of the functions in shapes.h, for x86_64-unknown-linux-gnu.

`apply(library)` declares them on a loaded `CDLL`. What was declared as well before stays.
"""

import ctypes

# Left out:
#   flags: as ctypes has it, the bit-fields of `flags` lie elsewhere than in the header before CPython 3.14
#   log_list: parameter `list` is a `va_list`, which Python cannot make
#   take: parameter `event` is a union or a record with bit-fields by value, which ctypes cannot pass
#   turn: parameter `z` is a complex number, which ctypes has not everywhere
#   twice: it is inline, so no library has it


class point(ctypes.Structure):
    """`struct point`."""


class event_data_pair(ctypes.Structure):
    """`event::data::pair`."""


class event_data(ctypes.Union):
    """`event::data`."""


class event(ctypes.Structure):
    """`struct event`."""


class flags(ctypes.Structure):
    """`struct flags`."""


class packet(ctypes.Structure):
    """`struct packet`."""


class tail(ctypes.Structure):
    """`struct tail`."""


class wide(ctypes.Structure):
    """`struct wide`."""


point._fields_ = [
    ("x", ctypes.c_float),
    ("y", ctypes.c_float),
]

event_data_pair._fields_ = [
    ("a", ctypes.c_short),
    ("b", ctypes.c_short),
]

event_data._fields_ = [
    ("key", ctypes.c_int),
    ("pair", event_data_pair),
]

event._fields_ = [
    ("colour", ctypes.c_int),
    ("data", event_data),
    ("next", ctypes.POINTER(event)),
    ("name", ctypes.c_char * 16),
    ("matrix", ctypes.c_float * 3 * 2),
]

packet._pack_ = 1
packet._layout_ = "ms"
packet._fields_ = [
    ("kind", ctypes.c_uint8),
    ("length", ctypes.c_uint32),
    ("value", ctypes.c_double),
]

tail._fields_ = [
    ("n", ctypes.c_int),
    ("values", ctypes.c_double * 0),
]

wide._fields_ = [
    ("lane", ctypes.c_float * 8),
]

# The functions that `apply` declares.
FUNCTIONS = (
    "handle_new",
    "handle_free",
    "mean",
    "midpoint",
    "sort",
    "listen",
    "log_message",
    "checksum",
    "is_ready",
    "mix",
    "precise",
    "class",
    "label",
    "small",
    "sum_bytes",
    "fill",
    "print",
    "name_of",
    "size_of",
    "missing",
)


def apply(library, **records):
    """Declares the functions on a loaded library, and returns the library.

    Parameters
    ----------
    library
        A `ctypes.CDLL`; functions that it lacks are passed over.
    records
        Classes of your own in the place of those here, by the names here: `point=Point`.

    Raises
    ------
    TypeError
        If such a class does not lie in memory as the one here.
    """
    own = _own(records)
    before = _declared(library)
    if hasattr(library, "handle_new"):
        library.handle_new.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
        library.handle_new.restype = ctypes.c_void_p
    if hasattr(library, "handle_free"):
        library.handle_free.argtypes = [ctypes.c_void_p]
        library.handle_free.restype = None
    if hasattr(library, "mean"):
        library.mean.argtypes = [ctypes.POINTER(ctypes.c_double), ctypes.c_size_t]
        library.mean.restype = ctypes.c_double
    if hasattr(library, "midpoint"):
        library.midpoint.argtypes = [point, point]
        library.midpoint.restype = point
    if hasattr(library, "sort"):
        library.sort.argtypes = [
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_size_t,
            ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p),
        ]
        library.sort.restype = None
    if hasattr(library, "listen"):
        library.listen.argtypes = [
            ctypes.c_void_p,
            ctypes.CFUNCTYPE(None, ctypes.POINTER(event), ctypes.c_void_p),
            ctypes.c_void_p,
        ]
        library.listen.restype = None
    if hasattr(library, "log_message"):
        library.log_message.argtypes = [ctypes.c_char_p]
        library.log_message.restype = ctypes.c_int
    if hasattr(library, "checksum"):
        library.checksum.argtypes = [ctypes.POINTER(packet)]
        library.checksum.restype = ctypes.c_uint64
    if hasattr(library, "is_ready"):
        library.is_ready.argtypes = [ctypes.POINTER(flags)]
        library.is_ready.restype = ctypes.c_bool
    if hasattr(library, "mix"):
        library.mix.argtypes = [ctypes.c_int, ctypes.c_int]
        library.mix.restype = ctypes.c_int
    if hasattr(library, "precise"):
        library.precise.argtypes = [ctypes.c_longdouble]
        library.precise.restype = ctypes.c_longdouble
    if hasattr(library, "class"):
        getattr(library, "class").argtypes = [ctypes.c_int]
        getattr(library, "class").restype = None
    if hasattr(library, "label"):
        library.label.argtypes = [ctypes.c_wchar_p]
        library.label.restype = ctypes.c_wchar_p
    if hasattr(library, "small"):
        library.small.argtypes = [ctypes.c_int8]
        library.small.restype = ctypes.c_int8
    if hasattr(library, "sum_bytes"):
        library.sum_bytes.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
        library.sum_bytes.restype = ctypes.c_uint
    if hasattr(library, "fill"):
        library.fill.argtypes = [
            ctypes.POINTER(wide),
            ctypes.POINTER(tail),
            ctypes.POINTER(ctypes.c_float * 3),
        ]
        library.fill.restype = None
    if hasattr(library, "print"):
        library.print.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.POINTER(event))]
        library.print.restype = None
    if hasattr(library, "name_of"):
        library.name_of.argtypes = [ctypes.c_void_p]
        library.name_of.restype = ctypes.c_char_p
    if hasattr(library, "size_of"):
        library.size_of.argtypes = [ctypes.c_char_p]
        library.size_of.restype = ctypes.c_size_t
    if hasattr(library, "missing"):
        library.missing.argtypes = []
        library.missing.restype = None
    _keep(library, before, own)
    return library


def _own(records):
    """The pointers and records here, each with the caller's own class for it."""
    own = {}
    for name, theirs in records.items():
        ours = globals().get(name)
        if not _is_record(ours) or not _is_record(theirs) or not _fits(theirs, ours):
            raise TypeError(f"{theirs!r} does not lie in memory as {name!r} here")
        own[ours] = theirs
        own[ctypes.POINTER(ours)] = ctypes.POINTER(theirs)
    return own


def _declared(library):
    """What the library's functions are declared with already."""
    found = {}
    for name in FUNCTIONS:
        function = getattr(library, name, None)
        if function is not None:
            found[name] = (function.argtypes, function.restype)
    return found


def _keep(library, before, own):
    """Puts back what was declared as well before, and the caller's own classes."""
    # What reads this file is to see the types above, which these are as good as.
    put = object.__setattr__
    for name, (argtypes, restype) in before.items():
        function = getattr(library, name)
        right = [own.get(one, one) for one in function.argtypes]
        if argtypes is not None and len(argtypes) == len(right):
            right = [
                old if _fits(old, new) else new for old, new in zip(argtypes, right, strict=True)
            ]
        put(function, "argtypes", right)
        result = own.get(function.restype, function.restype)
        # A Python function as a result type takes the C int and checks it.
        is_checked = result is ctypes.c_int and not isinstance(restype, type) and callable(restype)
        put(function, "restype", restype if is_checked or _fits(restype, result) else result)


def _fits(old, new):
    """Whether one type passes what the other passes."""
    if old is new:
        return True
    if old is None or new is None:
        return False
    if not isinstance(old, type) or not issubclass(old, _DATA):
        # Such as NumPy's `ndpointer`: its author knows what it checks.
        return hasattr(old, "from_param") and _is_address(new)
    if _is_address(old) and _is_address(new):
        ours, theirs = _behind(old), _behind(new)
        return ours is None or theirs is None or _fits(ours, theirs)
    if _is_record(old) and _is_record(new):
        return ctypes.sizeof(old) == ctypes.sizeof(new) and _places(old) == _places(new)
    if issubclass(old, ctypes._SimpleCData) and issubclass(new, ctypes._SimpleCData):
        return not _is_address(new) and old._type_ == new._type_
    return False


_DATA = ctypes._SimpleCData.__mro__[1]
_ADDRESSES = (
    ctypes.c_void_p,
    ctypes.c_char_p,
    ctypes.c_wchar_p,
    ctypes._Pointer,
    ctypes._CFuncPtr,
)


def _is_record(one):
    return isinstance(one, type) and issubclass(one, (ctypes.Structure, ctypes.Union))


def _is_address(one):
    return isinstance(one, type) and issubclass(one, _ADDRESSES)


def _behind(one):
    """What an address leads to; None where it may lead to anything."""
    if issubclass(one, ctypes.c_void_p):
        return None
    if issubclass(one, ctypes.c_char_p):
        return ctypes.c_char
    if issubclass(one, ctypes.c_wchar_p):
        return ctypes.c_wchar
    # One function type is another only if it is the same, which was asked before.
    return one if issubclass(one, ctypes._CFuncPtr) else one._type_


def _places(record):
    """Where the fields of a record lie, whatever they are called."""
    fields = [getattr(record, field[0]) for field in getattr(record, "_fields_", ())]
    return [(field.offset, field.size) for field in fields]
