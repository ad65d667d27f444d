"""The object of C through CFFI's API mode."""

from _hand_cffi_api import ffi, lib


class Cell:
    """A cell of C; CFFI ends it with the pointer that `gc` gave."""

    __slots__ = ("_pointer",)

    def __init__(self, value):
        pointer = lib.cell_new(value)
        if not pointer:
            raise MemoryError
        self._pointer = ffi.gc(pointer, lib.cell_free)

    def get(self):
        """Give the first item."""
        return lib.cell_get(self._pointer)

    def view(self):
        """Give the items where they are; the buffer keeps the pointer that owns them."""
        return memoryview(ffi.buffer(self._pointer)).cast("d")


make = Cell


def view(value):
    """Give the items of a cell that nobody else has."""
    return Cell(value).view()
