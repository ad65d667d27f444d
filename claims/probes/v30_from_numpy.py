"""V-30: `torch.from_numpy` of a local array holds it; and what it does not take."""

import gc
import warnings
import weakref

from seeing import Seen, not_run

try:
    import numpy as np
    import torch
except ImportError:
    not_run("this Python has no torch and NumPy; on Debian: apt-get install python3-torch")

seen = Seen()
kept: list[weakref.ref] = []


def view():
    """A tensor over an array that is local here."""
    array = np.full((100, 100), 42.5)
    kept.append(weakref.ref(array))
    return torch.from_numpy(array)


tensor = view()
gc.collect()
others = [np.zeros((100, 100)) for _ in range(50)]
seen.that("the array lives while the tensor does", kept[0]() is not None)
seen.that("its values stay", bool((tensor == 42.5).all()), f"torch {torch.__version__}")
tensor[0, 0] = 999.0
seen.that("both are one memory", kept[0]()[0, 0] == 999.0)
del tensor
gc.collect()
seen.that("with the tensor it goes", kept[0]() is None)
seen.raises(
    ValueError, "negative strides are refused", lambda: torch.from_numpy(np.arange(4.0)[::-1])
)
swapped = np.arange(4.0).astype(">f8")
seen.raises(ValueError, "foreign byte order is refused", lambda: torch.from_numpy(swapped))
constant = np.ones(4)
constant.flags.writeable = False
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    through = torch.from_numpy(constant)
through[0] = 7.0
seen.that("a read-only array only warns, and is written", bool(warned) and constant[0] == 7.0)
seen.end()
