"""Keeps a part of a view, and lets the view and its object go."""

import points


def main() -> str:
    """Add up half of a hundred ones."""
    part = points.Points(100, 1.0).shown()[:50]
    other = points.Points(100, 7.0)
    total = sum(part)
    del other
    return f"{total:.6g}"


if __name__ == "__main__":
    print(main())
