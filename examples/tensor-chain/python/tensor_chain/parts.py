"""What an index means: parts of a tensor, over the same memory."""

from __future__ import annotations

from typing import Any

from tensor_chain import _native


def part_of(base: _native.TensorBase, key: Any) -> _native.TensorBase:
    """The part that `t[key]` names: integers, slices and one `...`, from the first dimension on."""
    axis = 0
    for one in _written_out(key, len(base.shape)):
        if isinstance(one, slice):
            start, stop, step = one.indices(base.shape[axis])
            length = len(range(start, stop, step))
            base = base.part(axis, start if length else 0, length, step)
            axis += 1
        else:
            base = base.selected(axis, _index(one, base.shape[axis], axis))
    return base


def _written_out(key: Any, rank: int) -> list[Any]:
    keys = list(key) if isinstance(key, tuple) else [key]
    dots = [at for at, one in enumerate(keys) if one is Ellipsis]
    if len(dots) > 1:
        raise IndexError("an index has one `...` at most")
    if len(keys) - len(dots) > rank:
        raise IndexError(f"{len(keys) - len(dots)} indices for a tensor of {rank} dimensions")
    if dots:
        keys[dots[0] : dots[0] + 1] = [slice(None)] * (rank - len(keys) + 1)
    return keys


def _index(one: Any, length: int, axis: int) -> int:
    if isinstance(one, bool) or not hasattr(type(one), "__index__"):
        raise TypeError(f"an index is an integer or a slice, not {type(one).__name__}")
    index = int(one.__index__())
    if not -length <= index < length:
        raise IndexError(f"index {index} is not in dimension {axis} of length {length}")
    return index % length
