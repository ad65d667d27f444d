"""Takes a part of a C++ object, and lets both go."""

import points


def main() -> str:
    """Look at the first point."""
    track = points.Track()
    part = track.points()
    first = part.first()
    del part, track
    return f"{first:.6g}"


if __name__ == "__main__":
    print(main())
