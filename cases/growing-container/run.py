"""Lets a container grow while somebody looks at it."""

import points


def main() -> str:
    """Add up a hundred ones."""
    container = points.Points()
    container.grow(100, 1.0)
    shown = memoryview(container)
    try:
        container.grow(100_000, 1.0)
    except BufferError:
        return f"refused, {points.total(shown):.6g}"
    others = [points.Points() for _ in range(20)]
    for other in others:
        other.grow(100, 7.0)
    total = points.total(shown)
    del others
    return f"grown, {total:.6g}"


if __name__ == "__main__":
    print(main())
