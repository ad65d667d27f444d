"""An X server without a screen, for a second run of the bench on a real window system."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def display() -> Iterator[str | None]:
    """The name of a display, or nothing where there is no Xvfb."""
    tool = shutil.which("Xvfb")
    if tool is None:
        yield None
        return
    reader, writer = os.pipe()
    command = [tool, "-displayfd", str(writer), "-screen", "0", "2048x1200x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as lines:
            number = lines.readline().strip()
        yield f":{number}" if number else None
    finally:
        server.terminate()
        server.wait(timeout=20)
