"""A tensor in four layers: this package, a binding, a dispatcher and kernels.

`Tensor` and the functions here are the first layer. They know how a caller writes things; what an
operation means is the dispatcher's matter, and how it is computed that of the kernels.
"""

from tensor_chain._native import Operator, operator, operators
from tensor_chain.making import asarray, from_dlpack, full, ones, tensor, zeros
from tensor_chain.operations import add, matmul, mul
from tensor_chain.own import Own, define, kernel
from tensor_chain.recorded import Step, identity, record
from tensor_chain.tensors import Tensor

__all__ = [
    "Operator",
    "Own",
    "Step",
    "Tensor",
    "add",
    "asarray",
    "define",
    "from_dlpack",
    "full",
    "identity",
    "kernel",
    "matmul",
    "mul",
    "ones",
    "operator",
    "operators",
    "record",
    "tensor",
    "zeros",
]
