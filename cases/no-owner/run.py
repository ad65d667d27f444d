"""Looks at a view when the object that it came from is gone."""

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
