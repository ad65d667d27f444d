"""Calls by name, in another order than the function's own."""

import taking


def main() -> str:
    """Take 1 from 5."""
    return f"5 - 1 = {taking.subtract(b=1, a=5)}"


if __name__ == "__main__":
    print(main())
