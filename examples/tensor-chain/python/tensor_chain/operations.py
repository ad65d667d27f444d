"""The operations as functions: `add(a, b)` is `a + b`."""

from tensor_chain.tensors import Tensor


def add(a: Tensor, b: Tensor | float) -> Tensor:
    """The sum of each pair of elements."""
    return a + b


def mul(a: Tensor, b: Tensor | float) -> Tensor:
    """The product of each pair of elements."""
    return a * b


def matmul(a: Tensor, b: Tensor) -> Tensor:
    """The product of two matrices."""
    return a @ b
