"""The answers of a job: JSON objects, one a line."""

import json
import os
from typing import Any, BinaryIO


class Events:
    """Collects events and writes them when asked, so that nothing is written while timing."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def send(self, event: str, **values: Any) -> None:
        """Add an event; it is written at the latest by `flush`."""
        line = json.dumps({"event": event, **values}, separators=(",", ":"))
        self._stream.write(line.encode() + b"\n")

    def flush(self) -> None:
        """Write what was collected."""
        self._stream.flush()


def claim_stdout() -> Events:
    """Keep standard output for events; what anybody else prints goes to standard error."""
    private = os.dup(1)
    os.dup2(2, 1)
    return Events(os.fdopen(private, "wb", buffering=1 << 20))
