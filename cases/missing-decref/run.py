"""Makes a hundred names in C, and forgets them."""

import listing


def main() -> str:
    """Count the names."""
    return f"{len(listing.names(100))} names"


if __name__ == "__main__":
    print(main())
