"""Gives an array to two consumers, each of which asks for a capsule."""

import numpy as np


def main() -> str:
    """Let two consumers have the same array."""
    made = np.arange(4.0)
    first = np.from_dlpack(made)
    second = np.from_dlpack(made)
    return f"{first.tolist()} and {second.tolist()}"


if __name__ == "__main__":
    print(main())
