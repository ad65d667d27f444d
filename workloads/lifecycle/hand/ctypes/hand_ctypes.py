"""The object of C through ctypes: a class that owns the pointer, ended by `__del__` or by
`weakref.finalize`."""

import ctypes
import weakref

lib = ctypes.CDLL("libkernel.so")
lib.cell_new.argtypes = [ctypes.c_double]
lib.cell_new.restype = ctypes.c_void_p
lib.cell_free.argtypes = [ctypes.c_void_p]
lib.cell_free.restype = None
lib.cell_get.argtypes = [ctypes.c_void_p]
lib.cell_get.restype = ctypes.c_double
lib.cell_items.argtypes = [ctypes.c_void_p]
lib.cell_items.restype = ctypes.c_void_p


class Items(ctypes.c_double * 8):
    """The items of a cell; an instance keeps the owner of its memory."""


class Cell:
    """A cell of C; this object owns it."""

    def __init__(self, value):
        self._pointer = lib.cell_new(value)
        if not self._pointer:
            raise MemoryError

    def __del__(self):
        # `__init__` may not have come so far.
        if pointer := getattr(self, "_pointer", None):
            self._pointer = None
            lib.cell_free(pointer)

    def get(self):
        """Give the first item."""
        return lib.cell_get(self._pointer)

    def view(self):
        """Give the items where they are."""
        items = Items.from_address(lib.cell_items(self._pointer))
        items.owner = self
        return items


class FinalizedCell:
    """A cell of C that is ended by a finalizer, at the latest when the interpreter ends."""

    def __init__(self, value):
        self._pointer = lib.cell_new(value)
        if not self._pointer:
            raise MemoryError
        weakref.finalize(self, lib.cell_free, self._pointer)

    get = Cell.get
    view = Cell.view


make = Cell
make_finalized = FinalizedCell


def view(value):
    """Give the items of a cell that nobody else has."""
    return Cell(value).view()


def view_finalized(value):
    """Give the items of a cell that nobody else has."""
    return FinalizedCell(value).view()
