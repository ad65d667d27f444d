"""V-33: the program with three frameworks, call by call, with the JAX and NumPy of today."""

import warnings

import numpy as np
from seeing import Seen, not_run

try:
    import jax
    import jax.dlpack
    import jax.numpy as jnp
except ImportError:
    not_run("this Python has no JAX; pip install jax")


def aligned(dtype, offset: int) -> np.ndarray:
    """Sixteen elements that begin so many bytes behind a multiple of 64."""
    memory = np.zeros(64 * 8, np.uint8)
    start = -memory.ctypes.data % 64 + offset
    return memory[start : start + 16 * np.dtype(dtype).itemsize].view(dtype)


seen = Seen()
warnings.simplefilter("ignore")
source = aligned(np.float32, 0)
seen.that(
    "`jax.dlpack.to_dlpack` is gone", not hasattr(jax.dlpack, "to_dlpack"), f"JAX {jax.__version__}"
)
seen.raises(
    TypeError, "a bare capsule is refused", lambda: jax.dlpack.from_dlpack(source.__dlpack__())
)
array = jax.dlpack.from_dlpack(source)
seen.raises(TypeError, "`device` is no function", lambda: array.device())
shared = array.unsafe_buffer_pointer() == source.ctypes.data
seen.that("the object itself is taken, and shared where it is aligned to 64 bytes", shared)
moved = jax.dlpack.from_dlpack(aligned(np.float32, 4))
seen.that("where it is not, it is copied in silence", moved.unsafe_buffer_pointer() % 64 == 0)
try:
    jax.dlpack.from_dlpack(aligned(np.float32, 4), copy=False)
    refused = ""
except Exception as error:  # noqa: BLE001 - JAX raises a kind of its own.
    refused = f"{type(error).__name__}: {error}"
seen.that("with `copy=False` it says so", bool(refused), refused[:80])
seen.that("float64 becomes float32", jnp.asarray(np.ones(4)).dtype == np.float32)
back = np.from_dlpack(jnp.ones(4))
seen.that("what NumPy has from JAX is read-only", not back.flags.writeable)
before = float(array[0])
source[0] = 77.0
seen.that("writing the memory changes an array that is called immutable", float(array[0]) != before)
seen.end()
