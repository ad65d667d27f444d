"""The truth, the wrapper and the rivals of `lifecycle`.

`create-drop` makes an object of C and lets it go. `view-outlives` makes one, lets go of it and
keeps a view of its numbers: whoever looks through the view must still see them, and when the
view goes, the object must end. The kernel counts its objects and spoils those that have ended.
"""

import ctypes
import gc
from array import array
from collections.abc import Callable
from typing import Any

import numpy as np

ITEMS = 8
MANY = 1_000


class Cell:
    """What the object would be without C."""

    __slots__ = ("items",)

    def __init__(self, value: float) -> None:
        self.items = array("d", (value,)) * ITEMS

    def get(self) -> float:
        """Give the first item."""
        return self.items[0]


python = Cell


def python_cell_view(value: float) -> Any:
    """Keep the items of an object of Python, and not the object."""
    return memoryview(Cell(value).items)


def numpy_cell_view(value: float) -> Any:
    """Keep a view of an array of NumPy, and not the array."""
    return np.full(ITEMS, value)[:]


def reference_cell_new(value: float) -> int:
    """Say that an object was made."""
    return 1


def reference_cell_view(value: float) -> float:
    """Give what is seen through the view."""
    return value


def around(function: Callable[..., Any], scene: Any) -> Callable[..., Any]:
    """Give what makes an object and lets it go, or its view."""

    def create_and_drop(value: float) -> int:
        return 0 if function(value) is None else 1

    def look_and_drop(value: float) -> Any:
        return function(value)[ITEMS - 1]

    return create_and_drop if scene.function == "cell_new" else look_and_drop


def idle(scene: Any) -> Callable[..., Any]:
    """Give the same without an object."""

    def nothing(value: float) -> int:
        return 0 if value is None else 1

    def seen(value: float) -> Any:
        return value

    return nothing if scene.function == "cell_new" else seen


def proof(function: Callable[..., Any], scene: Any) -> str:
    """Say what is wrong with the lives of the objects: a value that is gone, or one left over."""
    alive = ctypes.CDLL(scene.kernel).cells_alive
    alive.restype = ctypes.c_long
    is_of_c = function not in (python, python_cell_view, numpy_cell_view)
    before = alive()
    kept = [function(float(number)) for number in range(MANY)]
    # What has ended meanwhile is made anew here, with other numbers in the same memory.
    others = [function(-2.0) for _ in range(MANY)]
    gc.collect()
    if is_of_c and alive() - before != 2 * MANY:
        return f"of {2 * MANY} objects that are in use {alive() - before} are alive"
    for number, one in enumerate(kept):
        seen = [one.get()] if scene.function == "cell_new" else [one[at] for at in range(ITEMS)]
        if any(value != float(number) for value in seen):
            return f"an object that holds {float(number)} shows {seen}"
    del kept, others, one
    gc.collect()
    if is_of_c and alive() != before:
        return f"{alive() - before} objects are alive that nobody can reach"
    return ""
