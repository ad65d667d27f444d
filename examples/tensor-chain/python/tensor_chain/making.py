"""New tensors, and tensors over the memory of arrays that others have."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, Literal

from tensor_chain import _native
from tensor_chain.tensors import Tensor

_CODES: dict[str, Literal["f", "d"]] = {"float32": "f", "float64": "d"}
_DEEPEST = 64


def zeros(shape: Sequence[int], dtype: str = "float32", device: str = "cpu") -> Tensor:
    """Zeros."""
    return Tensor(_native.zeros(tuple(shape), dtype, device))


def ones(shape: Sequence[int], dtype: str = "float32", device: str = "cpu") -> Tensor:
    """Ones."""
    return full(shape, 1.0, dtype, device)


def full(shape: Sequence[int], value: float, dtype: str = "float32", device: str = "cpu") -> Tensor:
    """One number everywhere."""
    return Tensor(_native.full(tuple(shape), float(value), dtype, device))


def asarray(data: Any) -> Tensor:
    """The tensor over an array of any library: nothing is copied, and a change is seen by both.

    Raises
    ------
    TypeError
        If its elements are not float32 or float64.
    BufferError
        If its memory cannot be shared.
    """
    if isinstance(data, Tensor):
        return data
    return Tensor(_native.accept(data))


from_dlpack = asarray


def tensor(data: Any, dtype: str = "float32") -> Tensor:
    """A tensor of its own, from a number, nested lists of numbers, or an array.

    An array keeps its element type; `dtype` is for numbers and lists.
    """
    if isinstance(data, Tensor):
        return data.clone()
    if isinstance(data, (int, float, list, tuple)):
        return _of_lists(data, dtype)
    return asarray(data).clone()


def _of_lists(data: Any, dtype: str) -> Tensor:
    if dtype not in _CODES:
        raise TypeError(f"a tensor has elements of float32 or float64, not {dtype!r}")
    shape: list[int] = []
    level = data
    while isinstance(level, (list, tuple)):
        shape.append(len(level))
        if len(shape) > _DEEPEST:
            raise ValueError(f"the lists are nested more than {_DEEPEST} deep, or hold themselves")
        level = level[0] if level else 0.0
    numbers: array[float] = array(_CODES[dtype])
    _gather(data, shape, 0, numbers)
    # The memory of `numbers` is new and nobody else's, so it need not be copied once more.
    return Tensor(_native.accept(numbers)).reshape(*shape)


def _gather(data: Any, shape: list[int], depth: int, into: array[float]) -> None:
    if depth == len(shape):
        if isinstance(data, (list, tuple)):
            raise ValueError("the lists are not nested equally deep")
        into.append(data)
        return
    if not isinstance(data, (list, tuple)) or len(data) != shape[depth]:
        raise ValueError(f"the lists of level {depth} are not all of length {shape[depth]}")
    for one in data:
        _gather(one, shape, depth + 1, into)
