"""How much of a hostile input is worked through, and the count of it.

Every bound is far above what real packages need; whatever is beyond one is said in the document
and never dropped in silence.
"""

from __future__ import annotations

import time

FILE_BYTES = 10 << 20
ALL_BYTES = 256 << 20
FILES = 20_000
# A tree takes up to 800 bytes for each of its tokens.
TOKENS = 500_000
# What all trees may take; a file is parsed as long as there is room.
MEMORY_BYTES = 400 << 20
PAGE_BYTES = 4096
MEMBERS = 100_000
# All of a source archive has to be unpacked to find what is wanted of it.
UNPACKED_BYTES = 1 << 30
CPU_SECONDS = 20.0
WALL_SECONDS = 45.0
MODULE_STEPS = 600_000
FUNCTION_STEPS = 100_000
CALL_DEPTH = 20
NUMBERED_ROUNDS = 256
IDLE_ROUNDS = 32
IDLE_NUMBERED_ROUNDS = 2
RANGE_ITEMS = 4_096
SITE_ROUNDS = 4
RECURSION = 4_000
TYPE_DEPTH = 24
TYPE_WEIGHT = 4_000
ALL_TYPES = 1_500_000
SEQUENCE_ITEMS = 200_000
TEXT_LENGTH = 4 << 20
SHIFT_BITS = 128
SPELLING_LENGTH = 160
NOTES = 2_000


def memory_pages() -> int:
    """How many pages of memory this process has in use; 0 where only others can tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1])
    except (OSError, ValueError, IndexError):
        return 0


class BudgetExceeded(Exception):
    """More was asked than a source of its size can need."""


class Budget:
    """Counts steps, and looks at the clocks now and then.

    Parameters
    ----------
    cpu_s, wall_s
        Processor time and time for the whole reading.
    """

    __slots__ = ("_cpu_end_s", "_cpu_look_s", "_first_pages", "_left", "_wall_end_s")

    def __init__(self, cpu_s: float = CPU_SECONDS, wall_s: float = WALL_SECONDS) -> None:
        self._cpu_end_s = time.process_time() + cpu_s
        self._cpu_look_s = 0.0
        self._wall_end_s = time.monotonic() + wall_s
        self._left = MODULE_STEPS
        self._first_pages = memory_pages()

    def open(self, steps: int) -> int:
        """Start a part with its own number of steps; gives what is left of the outer part."""
        left, self._left = self._left, steps
        return left

    def close(self, left: int) -> None:
        """Go back to the outer part."""
        self._left = left

    def spend(self, steps: int = 1) -> None:
        """Count some steps.

        Raises
        ------
        BudgetExceeded
            If the part or the whole reading has none left.
        """
        self._left -= steps
        if self._left < 0 or (self._left & 1023 == 0 and self.is_over()):
            raise BudgetExceeded

    def is_memory_full(self) -> bool:
        """Whether no more trees are to be made."""
        return (memory_pages() - self._first_pages) * PAGE_BYTES > MEMORY_BYTES

    def is_over(self) -> bool:
        """Whether the whole reading has had its time."""
        now = time.monotonic()
        if now > self._wall_end_s:
            return True
        # One thread uses no more processor time than passes, so until as much has passed as is
        # left there is nothing to see; and some systems take milliseconds to tell.
        if now >= self._cpu_look_s:
            left = self._cpu_end_s - time.process_time()
            self._cpu_look_s = now + left
            return left < 0
        return False
