"""Calls liboperations.so.1 through ctypes."""

import ctypes as _fp_ctypes
from builtins import Exception as _fp_Exception, len as _fp_len
from builtins import str as _fp_str, type as _fp_type
from operator import index as _fp_index

from . import _enums as _fp_enums
from . import _uniform as _fp
from . import _library as _fp_tool

_fp_addressof = _fp_ctypes.addressof
_fp_path = _fp.beside(__file__, "liboperations.so.1")
_fp_library = _fp_ctypes.PyDLL(_fp_path)
_fp_tool.take_turns(_fp_library)
_fp_detached = _fp_ctypes.CDLL(_fp_path)
_fp_c_doubles = _fp_ctypes.c_double * 0
_fp_borrow_c_double = _fp_c_doubles.from_buffer
_fp_lend_c_double = _fp_tool.lender(_fp_c_doubles)
_fp_c_floats = _fp_ctypes.c_float * 0
_fp_borrow_c_float = _fp_c_floats.from_buffer
_fp_lend_c_float = _fp_tool.lender(_fp_c_floats)
_fp_values_0 = frozenset((-1, 0, 1,))


def _fp_member_0(value, members=_fp_enums._gear_by_value):
    return members.get(value, value)


_fp_values_1 = frozenset((1, 2,))
_fp_member_1 = _fp_enums.rights
# NumPy's types, once somebody else has imported it; until then no argument can be an array.
_fp_ndarray = _fp_dtype_float32 = _fp_dtype_float64 = None


def _fp_learn():
    global _fp_ndarray, _fp_dtype_float32, _fp_dtype_float64
    numpy = _fp.sys.modules.get("numpy")
    if _fp_ndarray is None and hasattr(numpy, "ndarray"):
        _fp_dtype_float32 = numpy.dtype("float32")
        _fp_dtype_float64 = numpy.dtype("float64")
        _fp_ndarray = numpy.ndarray


_fp_0 = _fp_library["add"]
_fp_0.restype = _fp_ctypes.c_int
# fishplate: argtypes left out; each parameter is a C int and its range is checked below


def add(a, b):
    """Adds two numbers.

    @param a one number
    @param b another
    """
    try:
        if (-1073741823 <= a <= 1073741823 or -2147483648 <= a <= 2147483647) and (-1073741823 <= b <= 1073741823 or -2147483648 <= b <= 2147483647):
            return _fp_0(a, b)
    except _fp_Exception:
        pass
    _fp_v0 = _fp.integer(a, -2147483648, 2147483647, "add() argument 'a'")
    _fp_v1 = _fp.integer(b, -2147483648, 2147483647, "add() argument 'b'")
    return _fp_0(_fp_v0, _fp_v1)


_fp_1 = _fp_library["wide"]
_fp_1.restype = _fp_ctypes.c_ulong
_fp_1.argtypes = (_fp_ctypes.c_ulong, _fp_ctypes.c_int8,)


def wide(value, small):
    try:
        if (0 <= value <= 1073741823 or 0 <= value <= 18446744073709551615) and -128 <= small <= 127:
            return _fp_1(value, small)
    except _fp_Exception:
        pass
    _fp_v0 = _fp.integer(value, 0, 18446744073709551615, "wide() argument 'value'")
    _fp_v1 = _fp.integer(small, -128, 127, "wide() argument 'small'")
    return _fp_1(_fp_v0, _fp_v1)


_fp_2 = _fp_library["narrow"]
_fp_2.restype = _fp_ctypes.c_float
_fp_2.argtypes = (_fp_ctypes.c_float, _fp_ctypes.c_double,)


def narrow(value, exact):
    try:
        if _fp_type(value) is float and -3.4028235e38 <= value <= 3.4028235e38 and (_fp_type(exact) is float or _fp_type(exact) is int):
            return _fp_2(value, exact)
    except _fp_Exception:
        pass
    _fp_v0 = _fp.number32(value, "narrow() argument 'value'")
    _fp_v1 = _fp.number(exact, "narrow() argument 'exact'")
    return _fp_2(_fp_v0, _fp_v1)


_fp_3 = _fp_library["flip"]
_fp_3.restype = _fp_ctypes.c_bool
_fp_3.argtypes = (_fp_ctypes.c_bool,)


def flip(value):
    try:
        if (value is True or value is False):
            return _fp_3(value)
    except _fp_Exception:
        pass
    _fp_v0 = _fp.truth(value, False, "flip() argument 'value'")
    return _fp_3(_fp_v0)


_fp_4 = _fp_library["shift"]
_fp_4.restype = _fp_ctypes.c_int
_fp_4.argtypes = (_fp_ctypes.c_int,)


def shift(gear):
    try:
        if (_fp_m_gear := _fp_index(gear)) in _fp_values_0:
            return _fp_member_0(_fp_4(_fp_m_gear))
    except _fp_Exception:
        pass
    _fp_v0 = _fp.member(gear, _fp_values_0, None, "shift() argument 'gear'", "gear")
    return _fp_member_0(_fp_4(_fp_v0))


_fp_5 = _fp_library["grant"]
_fp_5.restype = _fp_ctypes.c_uint
_fp_5.argtypes = (_fp_ctypes.c_uint,)


def grant(rights):
    try:
        if (_fp_m_rights := _fp_index(rights)) in _fp_values_1:
            return _fp_member_1(_fp_5(_fp_m_rights))
    except _fp_Exception:
        pass
    _fp_v0 = _fp.member(rights, _fp_values_1, 3, "grant() argument 'rights'", "rights")
    return _fp_member_1(_fp_5(_fp_v0))


_fp_6 = _fp_library["measure"]
_fp_6.restype = _fp_ctypes.c_ulong
_fp_6.argtypes = (_fp_ctypes.c_char_p,)


def measure(text):
    try:
        if _fp_type(text) is _fp_str and "\0" not in text:
            return _fp_6(text.encode())
    except _fp_Exception:
        pass
    _fp_v0 = _fp.text(text, True, "measure() argument 'text'")
    return _fp_6(_fp_v0)


_fp_7 = _fp_library["dot"]
_fp_7.restype = _fp_ctypes.c_double
_fp_7.argtypes = (_fp_c_doubles, _fp_c_doubles, _fp_ctypes.c_long,)


def dot(a, b):
    """The sum of products."""
    try:
        if _fp_type(a) is _fp_ndarray and a.dtype is _fp_dtype_float64 and a.ndim == 1 and a.flags.aligned and _fp_type(b) is _fp_ndarray and b.dtype is _fp_dtype_float64 and b.ndim == 1 and b.flags.aligned and (_fp_n0 := _fp_len(a)) == _fp_len(b):
            return _fp_7(_fp_borrow_c_double(a), _fp_borrow_c_double(b), _fp_n0)
    except _fp_Exception:
        pass
    _fp_learn()
    _fp_v0 = _fp.view(a, _fp_lend_c_double, "f", 8, False, "dot() argument 'a'", "a buffer of float64")
    _fp_v1 = _fp.view(b, _fp_lend_c_double, "f", 8, False, "dot() argument 'b'", "a buffer of float64")
    _fp.same_length(_fp_v0, _fp_v1, "dot", "a", "b")
    _fp_n0 = _fp.integer(_fp_v0.length, 0, 9223372036854775807, "dot() the length of 'a'")
    return _fp_7(_fp_v0.pointer, _fp_v1.pointer, _fp_n0)


_fp_8 = _fp_detached["axpy"]
_fp_8.restype = None
_fp_8.argtypes = (_fp_ctypes.c_double, _fp_c_floats, _fp_c_floats, _fp_ctypes.c_int,)


def axpy(alpha, x, y):
    """y += alpha x, in place."""
    try:
        if (_fp_type(alpha) is float or _fp_type(alpha) is int) and _fp_type(x) is _fp_ndarray and x.dtype is _fp_dtype_float32 and x.ndim == 1 and x.flags.aligned and _fp_type(y) is _fp_ndarray and y.dtype is _fp_dtype_float32 and y.ndim == 1 and y.flags.aligned and (_fp_n0 := _fp_len(x)) == _fp_len(y) and _fp_n0 <= 2147483647:
            _fp_p1 = _fp_borrow_c_float(x)
            _fp_p2 = _fp_borrow_c_float(y)
            if not -_fp_n0 * 4 < _fp_addressof(_fp_p2) - _fp_addressof(_fp_p1) < _fp_n0 * 4:
                return _fp_8(alpha, _fp_p1, _fp_p2, _fp_n0)
    except _fp_Exception:
        pass
    _fp_learn()
    _fp_v0 = _fp.number(alpha, "axpy() argument 'alpha'")
    _fp_v1 = _fp.view(x, _fp_lend_c_float, "f", 4, False, "axpy() argument 'x'", "a buffer of float32")
    _fp_v2 = _fp.view(y, _fp_lend_c_float, "f", 4, True, "axpy() argument 'y'", "a buffer of float32")
    _fp.same_length(_fp_v1, _fp_v2, "axpy", "x", "y")
    _fp_n0 = _fp.integer(_fp_v1.length, 0, 2147483647, "axpy() the length of 'x'")
    _fp.apart(_fp_v2, _fp_v1, "axpy", "y", "x")
    return _fp_8(_fp_v0, _fp_v1.pointer, _fp_v2.pointer, _fp_n0)


_fp_9 = _fp_library["quiet"]
_fp_9.restype = None
_fp_9.argtypes = ()


def quiet():
    return _fp_9()
