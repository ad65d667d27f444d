"""V-43: none of the tools takes Python 2 any more, not those that are named for it either."""

from importlib.metadata import PackageNotFoundError, metadata

from seeing import Seen

seen = Seen()
looked_at = 0
for name in ("cffi", "cython", "pybind11", "nanobind"):
    try:
        given = metadata(name)
    except PackageNotFoundError:
        seen.also(f"{name} is not installed")
        continue
    looked_at += 1
    wanted = given["Requires-Python"] or ""
    seen.that(f"{name} {given['Version']} asks for Python 3", wanted.startswith(">=3"), wanted)
seen.that("there was something to look at", looked_at >= 3, looked_at)
seen.end()
