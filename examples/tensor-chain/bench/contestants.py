"""The rows: the chain cut off after each layer, every convention, and the rivals.

Every row is called as `f(a, b)`: it changes `a` in place, or leaves it as it is where the chain
ends above the kernel or a new tensor is made. Each is shown to do that before it is timed.
"""

from __future__ import annotations

import importlib
import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensor_chain as tc
from tensor_chain import _native

SIZES = (1, 1_000, 1_000_000)
RUNGS = ("empty", "binding", "dispatcher", "dispatcher-by-name", "dispatcher-two-keys", "guard")
CONVENTIONS = (
    "varargs",
    "varargs-parsed",
    "varargs-keywords-parsed",
    "fastcall",
    "fastcall-keywords",
    "o",
)


@dataclass
class Contestant:
    """A row: its name, its function, the arguments, and what `a` must be after one call."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    read: Callable[[], Any]
    adds: float

    def check(self) -> None:
        """Call it once, and stop where the answer is wrong: a wrong row is never timed."""
        before = np.array(self.read(), copy=True)
        self.function(*self.arguments)
        after = np.asarray(self.read())
        if not np.array_equal(after, before + np.float32(self.adds)):
            raise SystemExit(f"`{self.name}` made {before.flat[0]} to {after.flat[0]}")


def contestants(size: int) -> list[Contestant]:
    """All rows at a size; the parts of the chain that never reach a kernel do not depend on it."""
    return [*of_the_chain(size), *of_numpy(size), *of_torch(size)]


def of_the_chain(size: int) -> list[Contestant]:
    """The rungs by `METH_FASTCALL`, the kernel by every convention, and the whole API."""
    a, b = tc.zeros((size,)), tc.ones((size,))
    bases = (a._base, b._base)
    ladder = _native.LADDER
    rows = [Contestant(rung, ladder[rung, "fastcall"], bases, a.numpy, 0) for rung in RUNGS]
    rows += [
        Contestant(f"add_/{way}", ladder["add_", way], bases, a.numpy, 1) for way in CONVENTIONS
    ]
    if size == 1:
        rows += [
            Contestant(f"empty/{way}", ladder["empty", way], bases, a.numpy, 0)
            for way in CONVENTIONS
        ]
        rows.append(Contestant("python", nothing, bases, a.numpy, 0))
    rows.append(Contestant("api", tc.Tensor.add_, (a, b), a.numpy, 1))
    rows.append(Contestant("native-new", _native.add, bases, a.numpy, 0))
    rows.append(Contestant("api-new", tc.Tensor.__add__, (a, b), a.numpy, 0))
    return rows


def of_numpy(size: int) -> list[Contestant]:
    """In place, and a new array."""
    a, b = np.zeros(size, "f4"), np.ones(size, "f4")
    return [
        Contestant("numpy", operator.iadd, (a, b), lambda: a, 1),
        Contestant("numpy-new", np.add, (a, b), lambda: a, 0),
    ]


def of_torch(size: int) -> list[Contestant]:
    """The same with torch, where it is."""
    torch = torch_or_none()
    if torch is None:
        return []
    torch.set_num_threads(1)
    a, b = torch.zeros(size), torch.ones(size)
    return [
        Contestant("torch", torch.Tensor.add_, (a, b), a.numpy, 1),
        Contestant("torch-new", torch.add, (a, b), a.numpy, 0),
    ]


def torch_or_none() -> Any:
    """The module torch, where it is installed."""
    try:
        return importlib.import_module("torch")
    except ImportError:
        return None


def nothing(a: object, b: object) -> None:
    """What an empty function of Python costs."""
