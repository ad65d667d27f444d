"""The end of every module of types: it keeps what was declared as well before.

What stands above the line below is there for tools alone.
"""

import ctypes

FUNCTIONS = ()

# ---


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
