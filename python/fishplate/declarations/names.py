"""What names outside of the targets mean: those of ctypes, and constants of the platform.

Where a source asks for the platform, the answer is Linux with 64 bits: the declarations that hold
there are the ones that are read.
"""

from __future__ import annotations

from fishplate.declarations.values import (
    Builtin,
    Constant,
    External,
    Item,
    Kind,
    Library,
    Pointer,
    Simple,
    Value,
)

# Bytes on 64-bit Linux, for `sizeof` in conditions.
SIZES = {
    "c_bool": 1,
    "c_byte": 1,
    "c_char": 1,
    "c_char_p": 8,
    "c_double": 8,
    "c_double_complex": 16,
    "c_float": 4,
    "c_float_complex": 8,
    "c_int": 4,
    "c_int16": 2,
    "c_int32": 4,
    "c_int64": 8,
    "c_int8": 1,
    "c_long": 8,
    "c_longdouble": 16,
    "c_longdouble_complex": 32,
    "c_longlong": 8,
    "c_short": 2,
    "c_size_t": 8,
    "c_ssize_t": 8,
    "c_time_t": 8,
    "c_ubyte": 1,
    "c_uint": 4,
    "c_uint16": 2,
    "c_uint32": 4,
    "c_uint64": 8,
    "c_uint8": 1,
    "c_ulong": 8,
    "c_ulonglong": 8,
    "c_ushort": 2,
    "c_void_p": 8,
    "c_voidp": 8,
    "c_wchar": 4,
    "c_wchar_p": 8,
    "HRESULT": 4,
    "py_object": 8,
}
SYNONYMS = {"c_voidp": "c_void_p"}
# The codes of `_type_`.
TYPE_CODES = {
    "?": "c_bool",
    "b": "c_byte",
    "B": "c_ubyte",
    "c": "c_char",
    "d": "c_double",
    "f": "c_float",
    "g": "c_longdouble",
    "h": "c_short",
    "H": "c_ushort",
    "i": "c_int",
    "I": "c_uint",
    "l": "c_long",
    "L": "c_ulong",
    "O": "py_object",
    "P": "c_void_p",
    "q": "c_longlong",
    "Q": "c_ulonglong",
    "u": "c_wchar",
    "z": "c_char_p",
    "Z": "c_wchar_p",
    "v": "c_short",
}
# `ctypes.wintypes`, by the type that each is.
WINTYPES = {
    "c_byte": "BOOLEAN BYTE",
    "c_char": "CHAR",
    "c_char_p": "LPCSTR LPSTR",
    "c_double": "DOUBLE",
    "c_float": "FLOAT",
    "c_int": "INT",
    "c_long": "BOOL LONG",
    "c_longlong": "LARGE_INTEGER _LARGE_INTEGER LPARAM",
    "c_short": "SHORT VARIANT_BOOL",
    "c_uint": "UINT",
    "c_ulong": "DWORD ULONG COLORREF LCID LCTYPE LGRPID",
    "c_ulonglong": "ULARGE_INTEGER WPARAM",
    "c_ushort": "WORD USHORT ATOM LANGID",
    "c_void_p": (
        "HACCEL HANDLE HBITMAP HBRUSH HCOLORSPACE HDC HDESK HDWP HENHMETAFILE HFONT HGDIOBJ "
        "HGLOBAL HHOOK HICON HINSTANCE HKEY HKL HLOCAL HMENU HMETAFILE HMODULE HMONITOR HPALETTE "
        "HPEN HRGN HRSRC HSTR HTASK HWINSTA HWND LPCVOID LPVOID SC_HANDLE SERVICE_STATUS_HANDLE"
    ),
    "c_wchar": "WCHAR",
    "c_wchar_p": "LPCWSTR LPWSTR OLESTR LPOLESTR LPCOLESTR",
}
# Their pointer types are `P` or `LP` and the name of one of these.
WINTYPES_POINTED = [
    "BOOL",
    "BOOLEAN",
    "BYTE",
    "CHAR",
    "COLORREF",
    "DWORD",
    "FLOAT",
    "HANDLE",
    "HKEY",
    "HKL",
    "INT",
    "LARGE_INTEGER",
    "LCID",
    "LONG",
    "SC_HANDLE",
    "SHORT",
    "UINT",
    "ULARGE_INTEGER",
    "ULONG",
    "USHORT",
    "WCHAR",
    "WORD",
]
WINTYPES_RECORDS = [
    "FILETIME",
    "MSG",
    "POINT",
    "POINTL",
    "RECT",
    "RECTL",
    "SIZE",
    "SIZEL",
    "SMALL_RECT",
]
CALLABLES = [
    "POINTER",
    "ARRAY",
    "CFUNCTYPE",
    "WINFUNCTYPE",
    "PYFUNCTYPE",
    "SetPointerType",
    "Structure",
    "Union",
    "BigEndianStructure",
    "LittleEndianStructure",
    "BigEndianUnion",
    "LittleEndianUnion",
    "Array",
    "CDLL",
    "PyDLL",
    "WinDLL",
    "OleDLL",
    "_Pointer",
    "_SimpleCData",
    "_CFuncPtr",
    "_FuncPtr",
    "addressof",
    "alignment",
    "byref",
    "cast",
    "create_string_buffer",
    "create_unicode_buffer",
    "c_buffer",
    "find_library",
    "memmove",
    "memset",
    "pointer",
    "resize",
    "sizeof",
    "string_at",
    "wstring_at",
    "get_errno",
    "set_errno",
    "get_last_error",
    "set_last_error",
    "FormatError",
    "GetLastError",
    "WinError",
    "DllCanUnloadNow",
    "DllGetClassObject",
    "LibraryLoader",
]
LITTLE_RECORDS = {"LittleEndianStructure": "Structure", "LittleEndianUnion": "Union"}
# Names of ctypes that a star import does not bring.
PRIVATE = {"_Pointer", "_SimpleCData", "_CFuncPtr", "_FuncPtr", "find_library", "c_buffer"}
ENUMERATIONS = {"Enum", "Flag", "IntEnum", "IntFlag", "StrEnum", "ReprEnum"}
STRUCT_FUNCTIONS = {"calcsize", "iter_unpack", "pack", "pack_into", "unpack", "unpack_from"}

KNOWN: dict[str, Value] = {
    "os.name": Constant("posix"),
    "os.sep": Constant("/"),
    "sys.byteorder": Constant("little"),
    "sys.maxsize": Constant(2**63 - 1),
    "sys.modules": Builtin("sys.modules"),
    "sys.platform": Constant("linux"),
    "sys.version_info": Builtin("sys.version_info"),
    "sys.version_info.major": Constant(3),
    "typing.TYPE_CHECKING": Constant(False),
    "typing_extensions.TYPE_CHECKING": Constant(False),
    "ctypes.DEFAULT_MODE": Kind("int"),
    "ctypes.RTLD_GLOBAL": Kind("int"),
    "ctypes.RTLD_LOCAL": Kind("int"),
    "ctypes.cdll": Library("", "c", is_loader=True),
    "ctypes.oledll": Library("", "stdcall", is_loader=True),
    "ctypes.pydll": Library("", "c", is_loader=True),
    "ctypes.pythonapi": Library("pythonapi"),
    "ctypes.windll": Library("", "stdcall", is_loader=True),
    "ctypes.util.find_library": Builtin("find_library"),
}
for _name in [
    "platform.system",
    "platform.machine",
    "importlib.import_module",
    "inspect.signature",
    "functools.partial",
    "functools.wraps",
    "functools.lru_cache",
    "functools.cache",
    "functools.reduce",
    "collections.OrderedDict",
    "collections.namedtuple",
    "contextlib.suppress",
    "typing.get_type_hints",
    "typing.cast",
    "numpy.ctypeslib.ndpointer",
    "numpy.ctypeslib.load_library",
    "numpy.ctypeslib.as_ctypes_type",
    "cffi.FFI",
    "cffi.api.FFI",
    "_cffi_backend.FFI",
    "struct.Struct",
    "os.uname",
]:
    KNOWN[_name] = Builtin(_name)
for _name in STRUCT_FUNCTIONS:
    KNOWN["struct." + _name] = Builtin("struct." + _name)
for _name in ENUMERATIONS:
    KNOWN["enum." + _name] = Builtin("enum." + _name)
for _name in CALLABLES:
    KNOWN["ctypes." + _name] = Builtin("ctypes." + LITTLE_RECORDS.get(_name, _name))
for _name in SIZES:
    KNOWN["ctypes." + _name] = Simple(SYNONYMS.get(_name, _name))
for _type, _names in WINTYPES.items():
    for _name in _names.split():
        KNOWN["ctypes.wintypes." + _name] = Simple(_type)

BUILTINS: dict[str, Value] = {
    name: Builtin(name)
    for name in [
        "bool",
        "bytearray",
        "bytes",
        "callable",
        "chr",
        "classmethod",
        "delattr",
        "dict",
        "dir",
        "enumerate",
        "filter",
        "float",
        "frozenset",
        "getattr",
        "globals",
        "hasattr",
        "int",
        "isinstance",
        "issubclass",
        "iter",
        "len",
        "list",
        "locals",
        "map",
        "max",
        "min",
        "next",
        "object",
        "open",
        "ord",
        "print",
        "property",
        "range",
        "repr",
        "reversed",
        "set",
        "setattr",
        "sorted",
        "staticmethod",
        "str",
        "sum",
        "super",
        "tuple",
        "type",
        "vars",
        "zip",
        "__import__",
    ]
}
BUILTINS["NotImplemented"] = BUILTINS["Ellipsis"] = Kind("other")
BUILTINS["__debug__"] = Kind("bool")
for _name in WINTYPES_RECORDS:
    KNOWN["ctypes.wintypes." + _name] = External("ctypes.wintypes." + _name)
for _name in WINTYPES_POINTED + WINTYPES_RECORDS:
    for _prefix in ("P", "LP"):
        KNOWN["ctypes.wintypes." + _prefix + _name] = Pointer(
            Item(KNOWN["ctypes.wintypes." + _name], None)
        )


def external(path: str) -> Value:
    """What a dotted name outside of the targets means."""
    if path.startswith("_ctypes."):
        path = path[1:]
    known = KNOWN.get(path)
    return External(path) if known is None else known


def is_known_module(path: str) -> bool:
    """Whether every name of a module is known here, so that a missing one is missing."""
    return path in {"ctypes", "ctypes.wintypes"}


def star(path: str) -> dict[str, Value]:
    """What `from path import *` brings."""
    prefix = path + "."
    return {
        name[len(prefix) :]: value
        for name, value in KNOWN.items()
        if name.startswith(prefix)
        and "." not in name[len(prefix) :]
        and name[len(prefix) :] not in PRIVATE
    }


def size_of(name: str) -> int | None:
    """The bytes of a simple type on 64-bit Linux."""
    return SIZES.get(name)
