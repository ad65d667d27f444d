"""The worker processes of the workload `loader`: none outlives what started it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="the batches are NumPy arrays")
if shutil.which("cc") is None:
    pytest.skip("the kernel needs a C compiler: install one", allow_module_level=True)

WORKLOAD = Path(__file__).resolve().parents[2] / "workloads" / "loader"

LOADING = """
import importlib.util, sys, types
spec = importlib.util.spec_from_file_location("drive", sys.argv[1])
drive = importlib.util.module_from_spec(spec)
spec.loader.exec_module(drive)
scene = types.SimpleNamespace(case=None, function="fill", size=1_000_000, kernel=sys.argv[2])
ways = [getattr(drive, name) for name in sys.argv[4:]]
loads = [drive.around(way, scene) for way in ways]
out = drive.np.zeros(scene.size)
expected = drive.reference(out, 7)
for load in loads:
    assert abs(load(out, 7) - expected) < 1e-6 * expected
print(*[process.pid for process in drive._workers(scene.kernel)._processes], flush=True)
if sys.argv[3] == "fail":
    raise SystemExit("the row failed")
while sys.argv[3] == "hold":
    loads[0](out, 7)
"""


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the kernel of the workload."""
    library = tmp_path_factory.mktemp("loader") / "libkernel.so"
    source = str(WORKLOAD / "kernel.c")
    subprocess.run(["cc", "-O2", "-fPIC", "-shared", "-o", str(library), source], check=True)
    return library


class Loading:
    """A process that loads batches through some ways."""

    def __init__(self, kernel: Path, then: str, ways: list[str]) -> None:
        drive = str(WORKLOAD / "drive.py")
        command = [sys.executable, "-B", "-c", LOADING, drive, str(kernel), then, *ways]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.workers = [int(word) for word in self.process.stdout.readline().split()]
        assert len(self.workers) == 2

    def end(self) -> int:
        """Wait for the end, and then for that of the workers; give the exit code."""
        self.process.communicate(timeout=60)
        give_up = time.monotonic() + 20
        while any(map(is_running, self.workers)):
            assert time.monotonic() < give_up, "a worker outlives what started it"
            time.sleep(0.01)
        return self.process.returncode


def is_running(process: int) -> bool:
    """Say whether a process is there and has not ended."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"


WAYS = ["processes_pickle", "processes_pickle_out_of_band", "processes_shared_memory"]


@pytest.fixture(params=WAYS)
def held(request: pytest.FixtureRequest, kernel: Path) -> Iterator[Loading]:
    """Give a process that loads without end, in the middle of it."""
    loading = Loading(kernel, "hold", [request.param])
    yield loading
    loading.process.kill()
    loading.end()


@pytest.mark.parametrize(("then", "code"), [("stop", 0), ("fail", 1)])
def test_workers_end_with_the_process_that_started_them(kernel: Path, then: str, code: int) -> None:
    assert Loading(kernel, then, WAYS).end() == code


def test_workers_end_when_that_process_is_killed_while_it_loads(held: Loading) -> None:
    held.process.kill()
    assert held.end() == -signal.SIGKILL


def test_a_worker_that_dies_fails_the_row_and_does_not_hang_it(held: Loading) -> None:
    os.kill(held.workers[0], signal.SIGKILL)
    assert held.end() == 1
