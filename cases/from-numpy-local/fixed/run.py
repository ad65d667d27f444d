"""Gives away a tensor over an array that has no name any more."""

import gc

import numpy as np
import torch


def made() -> torch.Tensor:
    """Make a tensor over an array of this function."""
    local = np.full((100, 100), 42.5)
    return torch.from_numpy(local).clone()


def main() -> str:
    """Look at the tensor when its array has long lost its name."""
    tensor = made()
    gc.collect()
    others = [np.zeros((100, 100)) for _ in range(50)]
    total = tensor.sum().item()
    del others
    return f"{total:g}"


if __name__ == "__main__":
    print(main())
