"""Looks at a view when the object that it came from is gone."""

# Imported here: else it is imported within `shown`, and what Valgrind reports of any import has a
# frame of ours in it.
import numpy  # noqa: F401
import points


def main() -> str:
    """Add up a hundred ones."""
    shown = points.Points(100, 1.0).shown()
    other = points.Points(100, 7.0)
    total = points.total(shown)
    del other
    return f"{total:.6g}"


if __name__ == "__main__":
    print(main())
