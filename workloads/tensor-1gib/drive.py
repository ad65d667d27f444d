"""The truth and the rivals of `tensor-1gib`; every contestant is called as `f(data)`.

The rows of `numpy` and `python` make the copy or the view and do nothing else; what they made
is looked at when the clock stands.
"""

from typing import Any

try:
    import numpy as np
except ImportError:  # The inputs are arrays: without NumPy nothing is measured.
    np = None  # type: ignore[assignment]


def reference(data: Any) -> float:
    """Add the first element, the one in the middle and the last."""
    n = len(data)
    if n == 0:
        return 0.0
    return float(data[0]) + float(data[n // 2]) + float(data[n - 1])


def look(answer: Any) -> Any:
    """Read the three elements of what a row made, which is memory and not a number."""
    if isinstance(answer, (int, float)):
        return answer
    return reference(np.frombuffer(answer, dtype=np.float32))


def numpy_copy(data: Any) -> Any:
    """Copy the array."""
    return data.copy()


def numpy_from_dlpack(data: Any) -> Any:
    """Make an array over the same memory, by way of DLPack."""
    return np.from_dlpack(data)


def python_memoryview(data: Any) -> Any:
    """Lend the memory in Python's own way."""
    return memoryview(data)
