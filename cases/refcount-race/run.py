"""Lets two threads take and drop references to one object, 20 million times each."""

import sys
import threading

import counts


def main() -> str:
    """Say by how much the count of references has drifted."""
    shared = object()
    # A count that drifts down must not reach nought, which would free the object.
    many = [shared] * 2_000_000
    before = sys.getrefcount(shared)
    threads = [threading.Thread(target=counts.touch, args=(shared,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drift = sys.getrefcount(shared) - before
    del many
    return "the count has drifted" if drift else "the count is right"


if __name__ == "__main__":
    print(main())
