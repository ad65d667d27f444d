"""The way back: frames on a descriptor that the imported code is not told of.

A frame begins with a word that only this program and the one that asked know, so that what others
write to every descriptor that they find is passed over. The standard streams lead nowhere.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys

from fishplate.capture import plain_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from fishplate.capture.plain_json import Json

VERSION = 1
# Above what a program uses by habit.
FIRST_DESCRIPTOR = 100
REQUEST_BYTES = 64 << 20
# What a package may replace when it is imported is taken before.
_write, _exit, _process = os.write, os._exit, os.getpid
_text = plain_json.text


class Channel:
    """Takes over the standard streams, and reads the request.

    The request is one JSON document; its `word` begins every frame.
    """

    def __init__(self) -> None:
        self.request: dict[str, Any] = json.loads(sys.stdin.buffer.read(REQUEST_BYTES))
        self._descriptor = fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, FIRST_DESCRIPTOR)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        os.close(nowhere)
        self._start = f"fishplate-capture/{VERSION} {self.request.pop('word')}"
        self._process = _process()

    def tell(self, frame: dict[str, Json]) -> None:
        """Write a frame; the process ends where that is not possible."""
        if _process() != self._process:
            # A module forked, and this is the other one, which has nothing to tell.
            _exit(0)
        body = _text(frame).encode()
        data = f"{self._start} {len(body)}\n".encode() + body + b"\n"
        try:
            while data:
                data = data[_write(self._descriptor, data) :]
        except OSError:
            _exit(3)

    def close(self) -> None:
        """End the process at once: what modules left to be done at its end is not our matter."""
        _exit(0)
