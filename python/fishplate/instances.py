"""Counts what stays alive after each call of a case's `main`, for `fishplate cases`.

`python instances.py RUN.py` prints one line of JSON. It stands alone, since it runs in any
interpreter; what a count means is judged elsewhere.
"""

import gc
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path

WARM_UP_CALLS = 3
CALLS = 40
# A cache that fills up grows once; what leaks grows each time, so the least growth counts.
WINDOWS = 3


def living_blocks() -> int:
    """How many memory blocks Python has given out, when all garbage is collected."""
    # What a finalizer lets go of is garbage of the next collection.
    while gc.collect():
        pass
    return sys.getallocatedblocks()


def main(path: Path) -> None:
    """Call the case's `main` and print how many blocks each call leaves behind."""
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location("case_run", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"`{path}` cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for _ in range(WARM_UP_CALLS):
        module.main()
    growth = min(growth_of(module.main) for _ in range(WINDOWS))
    print(json.dumps({"blocks_per_call": growth / CALLS}))


def growth_of(call: Callable[[], object]) -> int:
    """How many blocks are alive after some calls that were not before."""
    before = living_blocks()
    for _ in range(CALLS):
        call()
    return living_blocks() - before


if __name__ == "__main__":
    main(Path(sys.argv[1]))
