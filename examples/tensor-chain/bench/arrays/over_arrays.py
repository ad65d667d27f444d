"""The whole chain as a function of arrays: `--existing over_arrays:add_in_place`.

Each call takes both arrays in and lets them go again, as a binding of the C function does.
"""

from typing import Any

import tensor_chain as tc


def add_in_place(a: Any, b: Any) -> None:
    """Add the second array to the first, in place."""
    tc.asarray(a).add_(tc.asarray(b))
