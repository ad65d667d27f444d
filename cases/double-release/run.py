"""Waits in C, twice within each other."""

import waiting


def main() -> str:
    """Wait, and say that it was done."""
    waiting.wait()
    return "waited"


if __name__ == "__main__":
    print(main())
