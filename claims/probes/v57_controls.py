"""V-57: Valgrind reports a healthy program too, so what counts is what a control does not show."""

import re
import subprocess
import sys

from seeing import Seen, need

seen = Seen()
valgrind = need("valgrind", "on Debian: apt-get install valgrind")
# Some builds of CPython are silent while they do nothing; with a few modules none of them is.
program = "import ctypes, decimal, json"
command = [valgrind, "--leak-check=full", "--error-exitcode=0", sys.executable, "-c", program]
environment = {"PYTHONMALLOC": "malloc", "PATH": "/usr/bin:/bin"}
done = subprocess.run(
    command, capture_output=True, text=True, timeout=280, check=False, env=environment
)
found = re.search(r"ERROR SUMMARY: (\d+) errors", done.stderr)
count = int(found.group(1)) if found else -1
seen.that("the program is healthy", done.returncode == 0)
seen.that("and Valgrind reports it all the same", count > 0, f"{count} reports")
seen.end()
