"""V-01: what the ctypes example with printf does, and what it does not promise."""

import ctypes
import os
import subprocess
import sys

from seeing import Seen, not_run

seen = Seen()
if not sys.platform.startswith("linux"):
    not_run("the example names a library that only Linux with glibc has")

CALL = """
import ctypes
printf = ctypes.CDLL("libc.so.6").printf
printf.argtypes, printf.restype = [ctypes.c_char_p], ctypes.c_int
{first}
print("returned", printf(b"Hello from C!\\n"))
"""


def said(first: str, **environment: str) -> str:
    """What a process of its own prints into a pipe."""
    command = [sys.executable, "-c", CALL.format(first=first)]
    settings = {key: text for key, text in os.environ.items() if key != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=60, env=settings | environment
    )
    return done.stdout


buffered = said("print('Python first')")
seen.that("the example prints", "Hello from C!\n" in buffered)
seen.that("it returns the number of bytes", "returned 14" in buffered)
printf = ctypes.CDLL("libc.so.6").printf
printf.argtypes, printf.restype = [ctypes.c_char_p], ctypes.c_int
seen.raises(ctypes.ArgumentError, "text that is no bytes is refused", lambda: printf("text"))
seen.raises(OSError, "the name is one system's", lambda: ctypes.CDLL("libc.dylib"))

# C and Python have a buffer each. In a pipe, whichever is emptied first comes first.
lines = buffered.split("\n")
seen.that(
    "in a pipe the line of C comes in another place than it was printed",
    lines.index("Hello from C!") not in (1,),
    lines,
)
seen.end()
