"""Looks whether JAX shares an array's memory."""

import jax.numpy as jnp
import numpy as np


def main() -> str:
    """Say whether JAX's array lies where NumPy's does."""
    raw = np.zeros(1024 + 64, dtype=np.uint8)
    start = -raw.ctypes.data % 64 + 0
    values = raw[start : start + 1024].view(np.float32)
    shown = jnp.from_dlpack(values)
    is_shared = shown.unsafe_buffer_pointer() == values.ctypes.data
    return "shared" if is_shared else "copied"


if __name__ == "__main__":
    print(main())
