"""The truth, the wrapper and the rivals of `errors`: a call that is refused, raised and caught.

What the wrapper gives says whether the call was refused. A binding that takes what it should
refuse is wrong here and has no time; which do so stands in the safety tables of the other
workloads.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

TAKEN, REFUSED = "taken", "refused"

# By C function; the one that is not here is called with what it takes.
UNFIT: dict[str, Any] = {
    "kind": "17",
    "narrow": 2**31,
    "total": np.ones(8, dtype=np.float32),
}


def reference(*given: Any) -> str:
    """Say what must come of an attempt with an unfit argument."""
    return REFUSED


def reference_take(*given: Any) -> str:
    """Say what must come of an attempt with a good argument."""
    return TAKEN


def around(function: Callable[..., Any], scene: Any) -> Callable[..., Any]:
    """Give an attempt: the call, and the exception that it raises, caught."""

    def fit(value: Any) -> str:
        try:
            function(value)
        except Exception:  # noqa: BLE001  (every tool raises what it likes)
            return REFUSED
        return TAKEN

    def unfit(value: Any) -> str:
        try:
            function(bad)
        except Exception:  # noqa: BLE001  (every tool raises what it likes)
            return REFUSED
        return TAKEN

    bad = UNFIT.get(scene.function)
    return fit if bad is None else unfit


def idle(scene: Any) -> Callable[..., Any]:
    """Give an attempt at nothing."""

    def none(value: Any) -> str:
        try:
            pass
        except Exception:  # noqa: BLE001  (as in `around`)
            return REFUSED
        return TAKEN

    return none


def python(a: Any) -> int:
    """Take an integer that a C int holds, after the checks that a careful author writes."""
    if not isinstance(a, int):
        raise TypeError(f"expected an int, got {type(a).__name__}")
    if not -(2**31) <= a < 2**31:
        raise OverflowError(f"{a} does not fit an int of 32 bits")
    return a


def python_total(x: Any) -> float:
    """Add doubles, after looking that they are."""
    view = memoryview(x)
    if view.format != "d":
        raise TypeError(f"expected an array of doubles, got one of format {view.format!r}")
    return sum(view)


def numpy_narrow(a: Any) -> Any:
    """Make a NumPy integer of 32 bits."""
    return np.int32(a)


def numpy_total(x: Any) -> Any:
    """Add in an element type that NumPy does not convert to by itself."""
    return np.add(x, x, dtype=np.int64)
