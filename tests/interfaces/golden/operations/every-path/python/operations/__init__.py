"""Python bindings of operations.h."""

from ._enums import (
    gear as gear,
    rights as rights,
)
from ._native import (
    add as add,
    wide as wide,
    narrow as narrow,
    flip as flip,
    shift as shift,
    grant as grant,
    measure as measure,
    dot as dot,
    axpy as axpy,
    quiet as quiet,
)

__all__ = [
    "gear",
    "rights",
    "add",
    "wide",
    "narrow",
    "flip",
    "shift",
    "grant",
    "measure",
    "dot",
    "axpy",
    "quiet",
]
