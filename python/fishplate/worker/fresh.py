"""Times calls that each get a text of their own.

CPython keeps the UTF-8 form of a text that somebody asked for: a loop that gives the same
object again measures the first call once and then something else.
"""

from collections.abc import Callable, Mapping
from typing import Any

from fishplate.worker.calls import compiled, expression
from fishplate.worker.inputs import new_text
from fishplate.worker.meter import Batch, Clock

# More characters than that are not kept in memory for one batch.
MOST_CHARACTERS = 1 << 25


def fresh_batch(
    function: Callable[..., Any],
    values: Mapping[str, Any],
    fresh: tuple[str, ...],
    by_keyword: bool = False,
) -> Batch:
    """Give a function that times `loops` calls on the values, some of them new in each call.

    The new texts are made before the clock starts. It is the loop of `meter.python_batch`,
    over them.

    Parameters
    ----------
    function, values, by_keyword
        As for `meter.python_batch`.
    fresh
        The names of the texts.
    """
    names = list(values)
    targets = ", ".join(f"a{names.index(name)}" for name in fresh)
    call = expression(names, by_keyword)
    body = [
        f"{targets} = next(turns)",
        call,
        "start = clock()",
        f"for {targets} in turns:",
        f"    {call}",
        "return clock() - start",
    ]
    timed = compiled("batch", "turns, clock,", body, function, values)
    most = max(1, MOST_CHARACTERS // max(1, sum(len(values[name]) for name in fresh)))

    def batch(loops: int, clock: Clock) -> int:
        count = min(loops, most)
        elapsed: int = timed(iter(texts(values, fresh, count + 1)), clock)
        # A batch that is cut short stands for a whole one.
        return elapsed * loops // count

    return batch


def texts(values: Mapping[str, Any], fresh: tuple[str, ...], count: int) -> list[Any]:
    """Give new texts for so many calls: one each, or a tuple where there are several."""
    if len(fresh) == 1:
        text = values[fresh[0]]
        return [new_text(text) for _ in range(count)]
    return [tuple(new_text(values[name]) for name in fresh) for _ in range(count)]
