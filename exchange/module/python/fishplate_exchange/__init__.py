"""Zero-copy arrays between Python libraries, with lifetimes that hold.

`accept` borrows an array from any object, `explain` tells what an object offers and why it was
refused, `lock` holds memory in its place, `zeros`, `share` and `give` hand memory out, and
`conformance` holds a producer of arrays against the protocols.
"""

from fishplate_exchange._native import Array, accept, give, lock, share, zeros
from fishplate_exchange.conformance import Check, conformance
from fishplate_exchange.explanation import Explanation, Offer, explain

__all__ = [
    "Array",
    "Check",
    "Explanation",
    "Offer",
    "accept",
    "conformance",
    "explain",
    "give",
    "lock",
    "share",
    "zeros",
]
