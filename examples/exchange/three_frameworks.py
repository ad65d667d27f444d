"""One memory in NumPy, JAX, PyArrow and, where it is installed, PyTorch: `three-frameworks`.

Each library gets the *object*, not a capsule: it asks for a capsule of its own, with the words that
it understands. That nothing was copied is shown by the address, not assumed.
"""

import fishplate_exchange as fx
import jax
import jax.dlpack
import numpy as np
import pyarrow


def addresses() -> dict[str, int]:
    """The address of the same memory in each library."""
    memory = fx.zeros(1000, "float32")
    ours = np.from_dlpack(memory)
    ours[:] = np.linspace(0, 1, 1000)

    # From here on nobody writes: JAX and Arrow take it that their arrays never change.
    shared = {
        "fishplate": memory.address,
        "numpy": ours.ctypes.data,
        "jax": jax.dlpack.from_dlpack(memory, copy=False).unsafe_buffer_pointer(),
        "pyarrow": pyarrow.array(memory).buffers()[1].address,
    }
    try:
        import torch
    except ImportError:
        print("torch is not installed, and is left out")
    else:
        shared["torch"] = torch.from_dlpack(memory).data_ptr()
    return shared


def handed_over() -> float:
    """Memory that is filled here and belongs to JAX afterwards: nobody else can write it."""
    memory = fx.zeros(4, "float32")
    np.asarray(memory)[:] = [1, 2, 3, 4]
    theirs = jax.dlpack.from_dlpack(fx.give(memory), copy=False)
    return float(jax.numpy.sum(theirs))


if __name__ == "__main__":
    for library, address in addresses().items():
        print(f"{library:10} {address:#x}")
    print("sum in JAX:", handed_over())
