"""One process of the measurement: `process.py NUMBER ROUNDS` prints its samples, one a line."""

import gc
import io
import json
import os
import platform
import random
import sys
import sysconfig

import numpy as np
from contestants import SIZES, contestants, torch_or_none
from fishplate.worker.events import Events
from fishplate.worker.job import Row
from fishplate.worker.meter import Meter, python_batch
from fishplate.worker.rounds import Current, Entry, measure


def main() -> None:
    """Times every size, all its rows in the same rounds."""
    number, rounds = int(sys.argv[1]), int(sys.argv[2])
    gc.collect()
    gc.disable()
    print(json.dumps({"about": about()}))
    for size in SIZES:
        events = io.BytesIO()
        entries = []
        for place, one in enumerate(contestants(size), 1):
            one.check()
            values = {f"a{at}": value for at, value in enumerate(one.arguments)}
            meter = Meter(python_batch(one.function, values))
            meter.calibrate()
            entries.append(Entry(place, Row(one.name, "drive", one.name), meter))
        order = random.Random(f"{number}/{size}")
        measure(entries, rounds, order, Events(events), Current(None))
        for line in events.getvalue().splitlines():
            event = json.loads(line)
            if event["event"] == "sample":
                print(json.dumps({"size": size, "process": number, **event}))


def about() -> dict[str, object]:
    """What the figures depend on."""
    torch = torch_or_none()
    return {
        "python": platform.python_version(),
        "tells_of_pgo": "--enable-optimizations" in str(sysconfig.get_config_var("CONFIG_ARGS")),
        "numpy": np.__version__,
        "torch": torch and torch.__version__,
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
    }


if __name__ == "__main__":
    main()
