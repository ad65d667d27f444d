"""Works through files in another process, so that one that crashes Cython's parser costs that one.

The parser is compiled and goes down one step of the machine's stack for each nested bracket; a file
can make it crash, and Python cannot catch that. What the process has told before counts.
"""

from __future__ import annotations

import json
import os
import select
import signal
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

FILE_SECONDS = 10.0
ALL_SECONDS = 45.0
CRASHES = 20
CHUNK_BYTES = 1 << 16


class Lost(Exception):
    """A file that gave no answer; the text says why."""


def each(
    count: int, work: Callable[[int], Any], file_s: float = FILE_SECONDS, all_s: float = ALL_SECONDS
) -> list[Any]:
    """What `work` gives for every number below `count`: an answer, or a `Lost` in its place.

    Parameters
    ----------
    count
        How many files there are.
    work
        Gives something that JSON can hold; it runs in a child of this process.
    file_s, all_s
        How long one file, and all of them, may take.
    """
    answers: list[Any] = []
    end_s = time.monotonic() + all_s
    crashes = 0
    while len(answers) < count:
        if crashes > CRASHES:
            answers.append(Lost("too many files before it made Cython's parser crash"))
            continue
        lost = follow(len(answers), count, work, answers, file_s, end_s)
        if lost is not None:
            answers.append(Lost(lost))
            crashes += 1
    return answers


def follow(
    first: int,
    count: int,
    work: Callable[[int], Any],
    answers: list[Any],
    file_s: float,
    end_s: float,
) -> str | None:
    """Let one process go on from a file; gives why the next one is lost, or none at the end."""
    if time.monotonic() > end_s:
        return "the files before it took all the time"
    reader, writer = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reader)
        tell(writer, first, count, work)
    os.close(writer)
    rest = b""
    lost: str | None = None
    try:
        while len(answers) < count and lost is None:
            left_s = min(file_s, end_s - time.monotonic())
            if left_s <= 0 or not select.select([reader], [], [], left_s)[0]:
                lost = "Cython's parser does not come to an end with it"
                break
            chunk = os.read(reader, CHUNK_BYTES)
            if not chunk:
                lost = "Cython's parser crashes on it"
                break
            *lines, rest = (rest + chunk).split(b"\n")
            answers.extend(json.loads(line) for line in lines)
    finally:
        os.close(reader)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    return lost if len(answers) < count else None


def tell(writer: int, first: int, count: int, work: Callable[[int], Any]) -> None:
    """Write one line for each file; runs in the child and never comes back."""
    code = 1
    try:
        with os.fdopen(writer, "wb") as file:
            for index in range(first, count):
                text = json.dumps(work(index), separators=(",", ":"), ensure_ascii=True)
                file.write(text.encode() + b"\n")
                file.flush()
        code = 0
    finally:
        # Whatever went wrong, the copy of the caller's stack must not go on.
        os._exit(code)
