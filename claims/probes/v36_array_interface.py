"""V-36: the array interface is as described; the class that exports an address is not safe."""

import array
import ctypes

import numpy as np
from seeing import Seen

seen = Seen()
told = np.zeros((2, 3), np.float32).__array_interface__
seen.that(
    "version 3, the type, and no strides in C order",
    (told["version"], told["typestr"], told["strides"]) == (3, "<f4", None),
)
seen.that("the address comes with whether it is read-only", told["data"][1] is False)
seen.raises(
    TypeError,
    "`addressof` takes no `array.array`",
    lambda: ctypes.addressof(array.array("f", [1.0])),
)


class Exporting:
    """The class, over memory that ctypes knows the address of."""

    def __init__(self, data, shape, typestr, *, by_address=True):
        self._data = data
        where = (ctypes.addressof(data), False) if by_address else memoryview(data)
        self.__array_interface__ = {"shape": shape, "typestr": typestr, "version": 3, "data": where}


memory = (ctypes.c_float * 6)(*range(6))
seen.that(
    "with ctypes' memory it works", np.asarray(Exporting(memory, (2, 3), "<f4")).sum() == 15.0
)
# Never read: nothing is there.
huge = np.asarray(Exporting(memory, (200, 300), "<f4"))
seen.that("a shape beyond the memory is believed", huge.shape == (200, 300))
other = np.asarray(Exporting(memory, (3,), "<f8"))
seen.that("so is a type that is another's", other.dtype == np.float64)

growing = array.array("f", [1.0, 2.0])


safe = np.asarray(Exporting(growing, (2,), "<f4", by_address=False))
seen.that("the buffer in the place of its address works", safe.sum() == 3.0)
seen.raises(BufferError, "and cannot grow meanwhile", lambda: growing.extend([3.0] * 1000))
seen.end()
