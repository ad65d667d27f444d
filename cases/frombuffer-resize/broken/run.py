"""Clears a buffer while a tensor shows it."""

import numpy as np
import torch


def main() -> str:
    """Add up a hundred ones whose owner would like to go."""
    data = bytearray(np.ones(100, dtype=np.float32).tobytes())
    tensor = torch.frombuffer(data, dtype=torch.float32)
    try:
        data.clear()
    except BufferError:
        return f"refused, {tensor.sum().item():g}"
    others = [bytearray(b"7" * 400) for _ in range(50)]
    total = tensor.sum().item()
    del others
    return f"cleared, {total:g}"


if __name__ == "__main__":
    print(main())
