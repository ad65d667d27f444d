"""V-15: which calling conventions the functions of PyTorch have, read from the live objects."""

import ctypes

from seeing import Costs, Seen, not_run

try:
    import torch
except ImportError:
    not_run("this Python has no torch; on Debian: apt-get install python3-torch")

VARARGS, KEYWORDS, NOARGS, FASTCALL = 0x1, 0x2, 0x4, 0x80


class MethodDef(ctypes.Structure):
    """`PyMethodDef` of CPython."""

    _fields_ = [
        ("ml_name", ctypes.c_char_p),
        ("ml_meth", ctypes.c_void_p),
        ("ml_flags", ctypes.c_int),
        ("ml_doc", ctypes.c_char_p),
    ]


def flags(function: object) -> int:
    """The flags of a built-in function or of a method of a built-in type."""
    # `PyCFunctionObject` has it behind the head; `PyMethodDescrObject` behind three words more.
    words = 2 if type(function).__name__ == "builtin_function_or_method" else 5
    place = id(function) + words * ctypes.sizeof(ctypes.c_void_p)
    address = ctypes.c_void_p.from_address(place).value
    return MethodDef.from_address(address).ml_flags


seen = Seen()
seen.that("what is known is read right", flags(len) & 0x8 and flags(list.append) & 0x8)
for name, function in (
    ("torch.add", torch.add),
    ("torch.matmul", torch.matmul),
    ("Tensor.add_", torch._C._TensorBase.add_),
    ("Tensor.add", torch._C._TensorBase.add),
):
    found = flags(function)
    seen.that(
        f"`{name}` takes a tuple and a dictionary",
        found & VARARGS and found & KEYWORDS and not found & FASTCALL,
        f"flags {found:#x}, torch {torch.__version__}",
    )
torch.set_num_threads(1)
small, large = torch.ones(1), torch.ones(1000, 1000)
out_small, out_large = torch.empty(1), torch.empty(1000, 1000)
costs = Costs(
    rounds=11,
    small=lambda: torch.add(small, small, out=out_small),
    large=lambda: torch.add(large, large, out=out_large),
)
times = costs.ratio("large", "small")
seen.that("at a million elements the whole call is lost in the work", times > 10, costs.figures())
seen.end()
