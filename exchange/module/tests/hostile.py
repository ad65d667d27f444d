"""Producers that lie, each with a count of how often it was deleted: the kit of `test_hostile.py`.

Written with ctypes from the DLPack specification, so that nothing here shares code with what it
tests.
"""

import ctypes
from collections.abc import Callable
from typing import Any

I64 = ctypes.c_int64
_KEPT: dict[int, Any] = {}


class Version(ctypes.Structure):
    _fields_ = [("major", ctypes.c_uint32), ("minor", ctypes.c_uint32)]


class Tensor(ctypes.Structure):
    _fields_ = [
        ("data", ctypes.c_void_p),
        ("device_type", ctypes.c_int32),
        ("device_id", ctypes.c_int32),
        ("ndim", ctypes.c_int32),
        ("code", ctypes.c_uint8),
        ("bits", ctypes.c_uint8),
        ("lanes", ctypes.c_uint16),
        ("shape", ctypes.POINTER(I64)),
        ("strides", ctypes.POINTER(I64)),
        ("byte_offset", ctypes.c_uint64),
    ]


class Legacy(ctypes.Structure):
    pass


class Versioned(ctypes.Structure):
    pass


LEGACY_DELETER = ctypes.CFUNCTYPE(None, ctypes.POINTER(Legacy))
VERSIONED_DELETER = ctypes.CFUNCTYPE(None, ctypes.POINTER(Versioned))
Legacy._fields_ = [("tensor", Tensor), ("context", ctypes.c_void_p), ("deleter", LEGACY_DELETER)]
Versioned._fields_ = [
    ("version", Version),
    ("context", ctypes.c_void_p),
    ("deleter", VERSIONED_DELETER),
    ("flags", ctypes.c_uint64),
    ("tensor", Tensor),
]

_new = ctypes.pythonapi.PyCapsule_New
_new.restype = ctypes.py_object
_new.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
_is_valid = ctypes.pythonapi.PyCapsule_IsValid
_is_valid.restype = ctypes.c_int
_is_valid.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype = ctypes.c_void_p
_pointer.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
DESTRUCTOR = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)


def _destroy(capsule: int) -> None:
    for name, kind in ((b"dltensor_versioned", Versioned), (b"dltensor", Legacy)):
        if _is_valid(capsule, name):
            managed = ctypes.cast(_pointer(capsule, name), ctypes.POINTER(kind))
            if managed.contents.deleter:
                managed.contents.deleter(managed)


destroy = DESTRUCTOR(_destroy)


def capsule(address: int, name: bytes) -> Any:
    """A capsule without a destructor; the name must live as long as it."""
    return _new(address, name, None)


class Producer:
    """Four floats, spoilt by `spoil`, which gets the structure to be exported."""

    def __init__(
        self, spoil: Callable[[Any], None] = lambda managed: None, *, has_version: bool = True
    ) -> None:
        self.deleted = 0
        self.made = 0
        self.spoil = spoil
        self.has_version = has_version
        self.memory = (ctypes.c_float * 16)(*range(16))

    def __dlpack_device__(self) -> tuple[int, int]:
        return (1, 0)

    def __dlpack__(self, **_words: object) -> Any:
        self.made += 1
        kind = Versioned if self.has_version else Legacy
        managed = kind()
        shape, strides = (I64 * 2)(4, 1), (I64 * 2)(1, 1)
        tensor = managed.tensor
        tensor.data = ctypes.addressof(self.memory)
        tensor.device_type, tensor.ndim = 1, 1
        tensor.code, tensor.bits, tensor.lanes = 2, 32, 1
        tensor.shape = ctypes.cast(shape, ctypes.POINTER(I64))
        tensor.strides = ctypes.cast(strides, ctypes.POINTER(I64))
        if self.has_version:
            managed.version = Version(1, 3)
        address = ctypes.addressof(managed)

        def delete(_managed: object) -> None:
            self.deleted += 1
            _KEPT.pop(address, None)

        managed.deleter = (VERSIONED_DELETER if self.has_version else LEGACY_DELETER)(delete)
        # Python's own references are what a C producer would hold in `manager_ctx`.
        _KEPT[address] = (managed, shape, strides, self.memory, managed.deleter)
        self.spoil(managed)
        name = b"dltensor_versioned" if self.has_version else b"dltensor"
        return _new(address, name, ctypes.cast(destroy, ctypes.c_void_p))


def alive() -> int:
    """How many structures have not been deleted."""
    return len(_KEPT)
