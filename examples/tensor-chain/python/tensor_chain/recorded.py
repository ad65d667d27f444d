"""What was called: the key `tape`, which every operator passes while something is recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tensor_chain import _native
from tensor_chain.tensors import Tensor

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """A call: the operator's name, the tensors that it was given, and the one that it gave.

    A tensor that is the result of one step and an argument of a later one is the same in both, as
    `identity` says.
    """

    operator: str
    tensors: tuple[Tensor, ...]
    output: Tensor


def identity(tensor: Tensor) -> int:
    """A number that no other living tensor has."""
    return tensor._base.identity


def record(function: Callable[[], T]) -> tuple[T, list[Step]]:
    """Call a function, and give what it gave with the steps on the way.

    Operators that work in place are refused meanwhile, since a step may hold what they change.
    """
    answer, steps = _native.record(function)
    told = [
        Step(operator, tuple(map(Tensor, tensors)), Tensor(output))
        for operator, tensors, output in steps
    ]
    return answer, told
