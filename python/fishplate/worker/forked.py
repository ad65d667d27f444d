"""Calls something in a forked child: it may crash, hang or print, and the parent goes on."""

import json
import os
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fishplate.worker import linux


@dataclass(frozen=True)
class Ended:
    """How a forked call ended.

    Attributes
    ----------
    value
        What the call gave, where it came to its end.
    reason
        Why there is no value: `crashed` or `timeout`; empty when there is one.
    signal
        The name of the signal that ended it, where one did.
    """

    value: Any = None
    reason: str = ""
    signal: str = ""


def call(function: Callable[[], Any], wall_s: float) -> Ended:
    """Run `function` in a child and give what it returned (through JSON).

    Parameters
    ----------
    function
        What to run; an exception of its own counts as a crash.
    wall_s
        How long it may take, in seconds.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _serve(function, reading, writing)
    os.close(writing)
    try:
        text, is_late = _read(reading, time.monotonic() + wall_s)
    finally:
        os.close(reading)
    if is_late:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if is_late:
        return Ended(reason="timeout")
    number = linux.signal_of(status)
    if number is not None:
        return Ended(reason="crashed", signal=signal.Signals(number).name)
    try:
        return Ended(value=json.loads(text))
    except ValueError:
        return Ended(reason="crashed", signal="exit")


def _serve(function: Callable[[], Any], reading: int, writing: int) -> None:
    status = 1
    try:
        os.close(reading)
        text = json.dumps(function()).encode()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(text)
        status = 0
    finally:
        # No clean-up of the parent's state: its buffers are not the child's to write.
        os._exit(status)


def _read(pipe: int, end: float) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    while True:
        left = end - time.monotonic()
        ready, _, _ = select.select([pipe], [], [], max(left, 0.0))
        if not ready:
            return b"".join(parts), True
        part = os.read(pipe, 1 << 16)
        if not part:
            return b"".join(parts), False
        parts.append(part)
