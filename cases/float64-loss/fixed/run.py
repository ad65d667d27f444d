"""Sends a number through JAX."""

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)


def main() -> str:
    """Say what comes back."""
    values = np.array([16_777_217.0])
    back = np.asarray(jnp.asarray(values))
    return f"{back[0]:,.0f}"


if __name__ == "__main__":
    print(main())
