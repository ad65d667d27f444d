"""What the reference answers and writes: the truth that every contestant is held against."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fishplate.worker.inputs import Inputs


@dataclass(frozen=True)
class Truth:
    """What a call must give and do.

    Attributes
    ----------
    answer
        What the reference gave.
    written
        What it left in each written buffer, as NumPy arrays by name.
    """

    answer: Any
    written: dict[str, Any]


def told(reference: Callable[..., Any], inputs: Inputs, by_keyword: bool) -> Truth:
    """Ask the reference, on copies of its own of what it may write.

    An argument that Python leaves out has its default for a contestant; the reference gets it
    by name, since it is asked what the C function does.
    """
    values = inputs.for_reference()
    if by_keyword:
        answer = reference(**values, **inputs.omitted)
    else:
        answer = reference(*values.values(), **inputs.omitted)
    written = {}
    for name in inputs.written:
        written[name] = inputs.binding[name].copy()
        written[name][:] = values[name]
    return Truth(answer, written)
