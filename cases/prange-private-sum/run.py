"""Adds a hundred thousand ones in two threads."""

import os
from array import array

# OpenMP asks for it when its library is loaded.
os.environ["OMP_NUM_THREADS"] = "2"

import sums


def main() -> str:
    """Add a hundred thousand ones."""
    return f"{sums.total(array('d', [1.0]) * 100_000):g}"


if __name__ == "__main__":
    print(main())
