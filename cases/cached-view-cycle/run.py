"""Makes ten objects that are looked at, and forgets them."""

import points


def main() -> str:
    """Add up what the ten have."""
    total = sum(points.total(points.Points(100, 1.0).shown()) for _ in range(10))
    return f"{total:.6g}"


if __name__ == "__main__":
    print(main())
