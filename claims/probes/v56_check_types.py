"""V-56: a decorator that converts its arguments checks nothing, and hides what C does to them."""

import ctypes
import functools
import warnings

import numpy as np
from seeing import Seen, library

seen = Seen()
TEXT = """
float process_data(float *values, int n) {
    float sum = 0.0f;
    for (int i = 0; i < n; i++) { sum += values[i]; values[i] *= 2; }
    return sum;
}
int is_null(const float *values) { return values == 0; }
"""
loaded = library(seen, "processing", TEXT)
FLOATS = ctypes.POINTER(ctypes.c_float)
plain = loaded.process_data
plain.argtypes, plain.restype = [FLOATS, ctypes.c_int], ctypes.c_float


def check_types(function):
    """Make every array one of float32, as the article's decorator does."""

    @functools.wraps(function)
    def checked(values, n):
        array = np.ascontiguousarray(values, dtype=np.float32)
        return function(array.ctypes.data_as(FLOATS), n)

    return checked


loaded.process_data = check_types(plain)
seen.that("the name on the library is the wrapper", loaded.process_data is not plain)
unchecked = loaded["process_data"]
seen.that("by its key a library gives an unchecked one", unchecked.argtypes is None)

checked = loaded.process_data
doubles = np.ones(4)
checked(doubles, 4)
seen.that("what C writes into doubles is lost", bool((doubles == 1.0).all()))
strided = np.arange(8.0, dtype=np.float32)
checked(strided[::2], 4)
seen.that("and into every second element too", bool((strided == np.arange(8)).all()))
constant = np.ones(4, np.float32)
constant.flags.writeable = False
checked(constant, 4)
seen.that("a read-only array is written", constant[0] == 2.0)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    total = checked(np.array([1 + 5j, 1, 1, 1]), 4)
seen.that("the imaginary part of a number is dropped", total == 4.0)
seen.that("2**24 + 1 is rounded", checked(np.array([2**24 + 1]), 1) == 2**24)
# Six of ten: the decorator compares no count, here where the memory is there.
part = np.ones(10, np.float32)[:4]
seen.that("a count beyond the array is taken", checked(part, 6) == 6.0)
is_null = loaded.is_null
is_null.argtypes = [FLOATS]
seen.that("None is a null pointer for ctypes", is_null(None) == 1)

flags = "C_CONTIGUOUS"
strict = np.ctypeslib.ndpointer(np.float32, ndim=1, flags=flags)
writing = np.ctypeslib.ndpointer(np.float32, ndim=1, flags=(flags, "WRITEABLE"))
good = np.ones(4, np.float32)
for name, bad in (
    ("another element type", doubles),
    ("strides", strided[::2]),
    ("two dimensions", np.ones((2, 2), np.float32)),
):
    seen.raises(TypeError, f"`ndpointer` refuses {name}", lambda bad=bad: strict.from_param(bad))
seen.that("a read-only array it takes", strict.from_param(constant) is not None)
seen.raises(TypeError, "unless WRITEABLE is asked for", lambda: writing.from_param(constant))
seen.that("and it takes what fits", writing.from_param(good) is not None)
seen.end()
