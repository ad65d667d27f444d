from collections.abc import Callable

from fishplate.worker.counts import LONG, MOST_LOOPS, Callgrind, per_call
from fishplate.worker.meter import Batch


class Counted(Callgrind):
    """Callgrind's part played by a formula of the number of calls and of what came before."""

    def __init__(self, total: Callable[[int, int], int]) -> None:
        self._total = total
        self.asked: list[int] = []

    def total(self, batch: Batch, loops: int) -> int:
        self.asked.append(loops)
        return self._total(loops, len(self.asked))


def empty(loops: int, clock: Callable[[], int]) -> int:
    return 0


def test_what_is_around_the_loop_and_what_happens_once_is_in_no_count() -> None:
    # Nine hundred around the loop, and once a cache that is filled.
    callgrind = Counted(lambda loops, turn: 900 + 7 * loops + (5_000 if turn == 3 else 0))
    assert per_call(callgrind, empty) == 7.0
    assert callgrind.asked == [1, 1, 1024, 2048, 1024, 2048]


def test_a_long_call_is_counted_once() -> None:
    callgrind = Counted(lambda loops, _: (loops + 1) * LONG)
    assert per_call(callgrind, empty) == LONG
    assert callgrind.asked == [1, 0]


def test_a_call_of_some_length_is_repeated_as_often_as_the_budget_allows() -> None:
    callgrind = Counted(lambda loops, _: loops * 50_000)
    assert per_call(callgrind, empty) == 50_000
    assert 1 < max(callgrind.asked) < MOST_LOOPS
