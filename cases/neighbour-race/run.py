"""Numbers the places of an array, in two threads."""

import os
from array import array

# OpenMP asks for it when its library is loaded.
os.environ["OMP_NUM_THREADS"] = "2"

import chain

COUNT = 4_000_000


def main() -> str:
    """Say whether the last place has the last number."""
    places = array("l", [0]) * COUNT
    chain.number(places)
    return "right" if places[-1] == COUNT - 1 else "wrong"


if __name__ == "__main__":
    print(main())
