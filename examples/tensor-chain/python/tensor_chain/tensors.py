"""`Tensor`: what a caller sees, with the operators of Python."""

from __future__ import annotations

from numbers import Real
from typing import Any, Self

from tensor_chain import _native
from tensor_chain.parts import part_of

# Bound once: a name of another module is looked up in each call.
_add, _mul, _matmul = _native.add, _native.mul, _native.matmul


class Tensor:
    """Numbers of float32 or float64 in any number of dimensions.

    Make one with `tensor`, `asarray`, `zeros`, `ones` or `full`. A view of it (`t[1:]`, `t.T`) has
    the same memory, and so has every array that NumPy and others make of it.
    """

    __slots__ = ("__weakref__", "_base")

    # NumPy leaves `array + tensor` to the tensor, which says what to do.
    __array_ufunc__ = None

    def __init__(self, base: _native.TensorBase) -> None:
        if type(base) is not _native.TensorBase:
            raise TypeError("a Tensor is made with `tensor`, `asarray`, `zeros`, `ones` or `full`")
        self._base = base

    # What it is.

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths, the slowest dimension first."""
        return self._base.shape

    @property
    def strides(self) -> tuple[int, ...]:
        """Steps in bytes."""
        return self._base.strides

    @property
    def dtype(self) -> str:
        """Element type: `float32` or `float64`."""
        return self._base.dtype

    @property
    def device(self) -> str:
        """Where it is: `cpu`, or `fake:0`, which has a form and no memory."""
        return self._base.device

    @property
    def ndim(self) -> int:
        """Number of dimensions."""
        return len(self._base.shape)

    @property
    def size(self) -> int:
        """Number of elements."""
        return self._base.size

    @property
    def readonly(self) -> bool:
        """Whether it cannot be changed in place."""
        return self._base.readonly

    def __len__(self) -> int:
        if not self._base.shape:
            raise TypeError("a tensor without dimensions has no length")
        return self._base.shape[0]

    def __bool__(self) -> bool:
        return bool(self.item())

    def __repr__(self) -> str:
        form = f"shape={self.shape}, dtype={self.dtype!r}, device={self.device!r}"
        if self.device == "cpu" and self.size <= 100:
            return f"Tensor({self.tolist()}, {form})"
        return f"Tensor({form})"

    # New tensors. That the operand is a tensor is seen at once: a method would be one more call.

    def __add__(self, other: Tensor | float) -> Tensor:
        return Tensor(
            _add(self._base, other._base if type(other) is Tensor else self._operand(other))
        )

    def __mul__(self, other: Tensor | float) -> Tensor:
        return Tensor(
            _mul(self._base, other._base if type(other) is Tensor else self._operand(other))
        )

    # A number on the left gives what it gives on the right.
    __radd__ = __add__
    __rmul__ = __mul__

    def __matmul__(self, other: Tensor) -> Tensor:
        if not isinstance(other, Tensor):
            return NotImplemented
        return Tensor(_matmul(self._base, other._base))

    # In place.

    def add_(self, other: Tensor | float) -> Self:
        """Add to every element, in place."""
        self._base.add_(other._base if type(other) is Tensor else self._operand(other))
        return self

    def mul_(self, other: Tensor | float) -> Self:
        """Multiply every element, in place."""
        self._base.mul_(other._base if type(other) is Tensor else self._operand(other))
        return self

    __iadd__ = add_
    __imul__ = mul_

    def _operand(self, other: Tensor | float) -> _native.TensorBase:
        if isinstance(other, Tensor):
            return other._base
        if isinstance(other, Real):
            return _native.full((), float(other), self._base.dtype, self._base.device)
        raise TypeError(
            f"a tensor goes with tensors and numbers, not {type(other).__name__}; "
            "take an array in with `asarray`"
        )

    # The same memory.

    @property
    def T(self) -> Tensor:  # noqa: N802  (as everybody calls it)
        """The dimensions in the other order, over the same memory."""
        return Tensor(self._base.transposed())

    def reshape(self, *shape: int) -> Tensor:
        """Another shape over the same memory; `ValueError` where it would need a copy."""
        return Tensor(self._base.reshaped(shape))

    def __getitem__(self, key: Any) -> Tensor:
        return Tensor(part_of(self._base, key))

    # Another memory.

    def clone(self) -> Tensor:
        """A copy in C order, in memory of its own."""
        return Tensor(self._base.copied())

    def to(self, device: str) -> Tensor:
        """The tensor on another device; of `fake` there is the form alone."""
        return Tensor(self._base.moved(device))

    # To others.

    def numpy(self) -> Any:
        """A NumPy array of the same memory."""
        import numpy as np

        # NumPy makes an object array of what has no memory; a memoryview says why it has none.
        return np.asarray(memoryview(self._base))

    def tolist(self) -> Any:
        """The elements as nested lists of floats; a float where there is no dimension."""
        return memoryview(self._base).tolist()

    def item(self) -> float:
        """The only element."""
        if self.size != 1:
            raise ValueError(f"a tensor of shape {self.shape} is not one number; index it first")
        value = self.tolist()
        while isinstance(value, list):
            value = value[0]
        return float(value)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        import numpy as np

        return np.array(self.numpy(), dtype=dtype, copy=copy)

    def __dlpack__(self, **asked: Any) -> Any:
        return self._base.__dlpack__(**asked)

    def __dlpack_device__(self) -> tuple[int, int]:
        return self._base.__dlpack_device__()
