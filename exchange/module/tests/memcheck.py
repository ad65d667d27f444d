"""Runs the module under Valgrind and holds what is found against a control run: `make memcheck`.

CPython and the loader have findings of their own, so what counts is an error that names our module,
or one that the control run does not have. There is no NumPy in it, whose findings would drown ours.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CONTROL = """
import array, ctypes, gc, mmap, threading
import hostile
for turn in range(20):
    memoryview(bytearray(64)).tolist(), memoryview(array.array("f", [1.0] * 16)).tolist()
    producer = hostile.Producer()
    capsule = producer.__dlpack__()
    del capsule
gc.collect()
"""

SMOKE = (
    CONTROL
    + """
import fishplate_exchange as fx
def refused(*args, **words):
    try:
        fx.accept(*args, **words)
    except (TypeError, BufferError, ValueError):
        return
    raise AssertionError((args, words))
class OnlyArrow:
    def __init__(self, array):
        self.array = array
    def __arrow_c_array__(self, requested_schema=None):
        return self.array.__arrow_c_array__()
for turn in range(20):
    floats = (ctypes.c_float * 16)()
    for producer in (bytearray(64), array.array("f", [1.0] * 16), floats, mmap.mmap(-1, 64)):
        view = fx.accept(producer)
        assert bytes(memoryview(view)) == bytes(producer)
        assert bytes(memoryview(fx.accept(view, copy=True))) == bytes(producer)
        refused(producer, "int64", ndim=7, order="F")
        fx.explain(view)
    ours = fx.zeros((4, 4), "f4")
    taken = [fx.accept(ours.__dlpack__(max_version=(1, 0))), fx.accept(ours.__dlpack__())]
    unused = [ours.__dlpack__(), ours.__dlpack__(max_version=(1, 0), copy=True)]
    row = fx.zeros(4)
    taken.append(fx.accept(OnlyArrow(row)))
    unused.extend(row.__arrow_c_array__())
    given = fx.give(fx.zeros(8))
    memoryview(given).release()
    fx.accept(hostile.Producer()).release()
    refused(hostile.Producer(lambda managed: setattr(managed.tensor, "bits", 31)))
    thread = threading.Thread(target=taken.clear)
    thread.start()
    thread.join()
    del taken, unused, ours, view
gc.collect()
"""
)


def errors(script: str) -> list[str]:
    """Every error that Valgrind reports of the script, as the text of its stack."""
    here = str(Path(__file__).parent)
    environment = {**os.environ, "PYTHONMALLOC": "malloc", "PYTHONPATH": here}
    command = ["valgrind", "--num-callers=30", sys.executable, "-c", script]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode != 0:
        sys.exit(f"memcheck: the script failed under Valgrind:\n{done.stderr[-3000:]}")
    text = re.sub(r"^==\d+== ?", "", done.stderr, flags=re.MULTILINE)
    return [
        part
        for part in text.split("\n\n")
        if re.match(r"Invalid|Conditional|Use of|Mismatched", part)
    ]


def kind(error: str) -> str:
    """The error without its addresses, to be found again in another run."""
    return re.sub(r"0x[0-9A-Fa-f]+|\d+", "", error)


def main() -> int:
    """1 where our module is part of an error, or one is new beside the control run."""
    if shutil.which("valgrind") is None:
        print("make: skipped Valgrind: it is not installed; on Debian: apt-get install valgrind")
        return 0
    control = {kind(error) for error in errors(CONTROL)}
    found = errors(SMOKE)
    ours = [error for error in found if "_native" in error or kind(error) not in control]
    print(
        f"Valgrind: {len(found)} errors, {len(control)} kinds in the control run, {len(ours)} ours"
    )
    for error in ours:
        print(error)
    return 1 if ours else 0


if __name__ == "__main__":
    sys.exit(main())
