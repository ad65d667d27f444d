"""Asks C for the kind of a list, three times, and uses the list after it."""

import keeping


def main() -> str:
    """Say what the list holds after C has seen it."""
    values = [float(i) for i in range(50)]
    other = values
    for _ in range(3):
        keeping.kind(values)
    # If it is freed, something else lies here now.
    fresh = [[i] for i in range(50)]
    return f"{sum(values) + sum(other):g} and {len(fresh)}"


if __name__ == "__main__":
    print(main())
