"""Keeps a part of a C++ object, and lets the object replace it."""

import points


def main() -> str:
    """Look at the first point of the part that was taken."""
    track = points.Track()
    part = track.points()
    track.replace(7.0)
    return f"{part.first():.6g}"


if __name__ == "__main__":
    print(main())
