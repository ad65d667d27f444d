"""Gives one capsule to two consumers."""

import numpy as np


class Kept:
    """Keeps the capsule of an array, and gives it to whoever asks."""

    def __init__(self, made: np.ndarray) -> None:
        self.capsule = made.__dlpack__()
        self.device = made.__dlpack_device__()

    def __dlpack__(self, **_: object) -> object:
        return self.capsule

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.device


def main() -> str:
    """Let two consumers have the same array."""
    made = np.arange(4.0)
    kept = Kept(made)
    first = np.from_dlpack(kept)
    second = np.from_dlpack(kept)
    return f"{first.tolist()} and {second.tolist()}"


if __name__ == "__main__":
    print(main())
