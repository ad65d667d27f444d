"""What a small Rust extension owes to those who call it from Python."""

from collections.abc import Sequence
from typing import final

__all__ = [
    "PanicException",
    "ThreadSafeCounter",
    "TornCounter",
    "element",
    "element_or_panic",
    "fibonacci",
    "recursive",
    "recursive_detached",
]

class PanicException(BaseException):
    """Raised for a Rust panic; no `Exception`, so that only who asks for it catches it."""

def fibonacci(n: int) -> int:
    """The `n`th Fibonacci number; `OverflowError` beyond `n = 93`."""

def recursive(n: int) -> int:
    """The `n`th Fibonacci number the slow way; other threads of Python wait meanwhile."""

def recursive_detached(n: int) -> int:
    """The same, detached from the interpreter: other threads of Python run meanwhile."""

def element(values: Sequence[int], index: int) -> int:
    """The element at `index`; `IndexError` where there is none."""

def element_or_panic(values: Sequence[int], index: int) -> int:
    """The same without a check: an index that is too large panics."""

@final
class ThreadSafeCounter:
    """A counter that several threads may increment at once."""

    def __new__(cls) -> ThreadSafeCounter: ...
    def increment(self) -> int:
        """Add one, and return the new value."""

    def increment_detached(self, times: int) -> None:
        """Add one `times` times, with the GIL let go."""

    def get(self) -> int:
        """The value now."""

@final
class TornCounter:
    """A counter that loses updates when threads run at once."""

    def __new__(cls) -> TornCounter: ...
    def increment(self) -> int:
        """Read, add one, write, and return what was written."""

    def increment_detached(self, times: int) -> None:
        """The same `times` times, with the GIL let go."""

    def get(self) -> int:
        """The value now."""
