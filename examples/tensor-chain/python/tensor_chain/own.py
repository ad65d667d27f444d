"""Operators of one's own, with kernels written in Python.

They go the way of all others: by their keys to a kernel, under a device guard, onto the tape.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from tensor_chain import _native
from tensor_chain.tensors import Tensor

Kernel = Callable[..., Tensor | None]


class Own:
    """An operator that was defined here: a handle, so that a call looks nothing up."""

    def __init__(self, handle: _native.Operator) -> None:
        self.handle = handle

    def __call__(self, *tensors: Tensor) -> Tensor:
        """Call it; one that works in place gives its first tensor back."""
        bases = []
        for tensor in tensors:
            if not isinstance(tensor, Tensor):
                raise TypeError(f"{self.handle.name} takes tensors, not {type(tensor).__name__}")
            bases.append(tensor._base)
        made = self.handle(*bases)
        return tensors[0] if self.handle.in_place else Tensor(made)

    def kernel(self, key: str) -> Callable[[Kernel], Kernel]:
        """Register the decorated function as the kernel for `cpu` or `fake`."""

        def register(function: Kernel) -> Kernel:
            self.handle.register(key, _unwrapped(function, self.handle.name))
            return function

        return register


def define(name: str, tensors: int, *, in_place: bool = False) -> Own:
    """Define an operator `namespace::name` that takes so many tensors; its kernels follow.

    Raises
    ------
    ValueError
        If the name is taken, or is none.
    """
    return Own(_native.define(name, tensors, in_place))


def kernel(name: str, tensors: int, *, in_place: bool = False) -> Callable[[Kernel], Own]:
    """Define an operator whose kernel for `cpu` is the decorated function."""

    def made(function: Kernel) -> Own:
        own = define(name, tensors, in_place=in_place)
        own.kernel("cpu")(function)
        return own

    return made


def _unwrapped(function: Kernel, name: str) -> Callable[..., _native.TensorBase | None]:
    @functools.wraps(function)
    def called(*bases: _native.TensorBase) -> _native.TensorBase | None:
        made = function(*map(Tensor, bases))
        if made is None or isinstance(made, Tensor):
            return made if made is None else made._base
        raise TypeError(f"the kernel of {name} gave {type(made).__name__}, not a tensor")

    return called
