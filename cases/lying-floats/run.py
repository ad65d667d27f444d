"""Makes floats in C, in a stretch that has released the GIL."""

import making


def main() -> str:
    """Make a thousand objects and count them."""
    return f"{making.make(1000)} made"


if __name__ == "__main__":
    print(main())
