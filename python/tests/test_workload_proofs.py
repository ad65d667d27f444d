"""What the workloads prove of their rows before they time them: each proof finds its fault."""

import ctypes
import importlib.util
import shutil
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from fishplate.worker.around import Scene

np = pytest.importorskip("numpy", reason="the inputs are NumPy arrays")
if shutil.which("cc") is None:
    pytest.skip("the kernels need a C compiler: install one", allow_module_level=True)

WORKLOADS = Path(__file__).resolve().parents[2] / "workloads"


def drive_of(name: str) -> ModuleType:
    """Import the `drive.py` of a workload."""
    spec = importlib.util.spec_from_file_location("drive", WORKLOADS / name / "drive.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kernel_of(name: str, folder: Path) -> str:
    """Compile the kernel of a workload and give its path."""
    library = folder / f"lib{name}.so"
    source = str(WORKLOADS / name / "kernel.c")
    subprocess.run(["cc", "-O2", "-fPIC", "-shared", "-o", str(library), source], check=True)
    return str(library)


class Lives:
    """The kernel of `lifecycle` with right and wrong ways to keep its objects."""

    def __init__(self, kernel: str) -> None:
        self.lib = ctypes.CDLL(kernel)
        self.lib.cell_new.argtypes = [ctypes.c_double]
        self.lib.cell_new.restype = ctypes.c_void_p
        self.lib.cell_free.argtypes = [ctypes.c_void_p]

    def dangling(self, value: float) -> Any:
        """Give a view of what has ended."""
        address = self.lib.cell_new(value)
        view = (ctypes.c_double * 8).from_address(address)
        self.lib.cell_free(address)
        return view

    def leaking(self, value: float) -> Any:
        """Give a view of what will never end."""
        return (ctypes.c_double * 8).from_address(self.lib.cell_new(value))

    def sound(self, value: float) -> Any:
        """Give a view that ends what it shows."""
        free = self.lib.cell_free

        class Items(ctypes.c_double * 8):  # type: ignore[misc]
            def __del__(self) -> None:
                free(ctypes.addressof(self))

        return Items.from_address(self.lib.cell_new(value))


def test_a_view_that_dangles_and_an_object_that_is_left_over_are_found(tmp_path: Path) -> None:
    drive = drive_of("lifecycle")
    kernel = kernel_of("lifecycle", tmp_path)
    scene = Scene("view-outlives", "cell_view", 1, kernel)
    lives = Lives(kernel)
    assert drive.proof(lives.sound, scene) == ""
    assert "0 are alive" in drive.proof(lives.dangling, scene)
    assert "that nobody can reach" in drive.proof(lives.leaking, scene)
    assert "0 are alive" in drive.proof(lambda value: [value] * 8, scene)
    for own in (drive.python_cell_view, drive.numpy_cell_view):
        assert drive.proof(own, scene) == ""
        assert drive.around(own, scene)(2.5) == drive.reference_cell_view(2.5)


def test_a_view_of_memory_that_another_has_now_shows_other_numbers(tmp_path: Path) -> None:
    drive = drive_of("lifecycle")
    kernel = kernel_of("lifecycle", tmp_path)
    shared = (ctypes.c_double * 8)()

    def reused(value: float) -> Any:
        shared[:] = [value] * 8
        ctypes.CDLL(kernel).cell_new(ctypes.c_double(value))
        return shared

    found = drive.proof(reused, Scene("view-outlives", "cell_view", 1, kernel))
    assert found == f"an object that holds 0.0 shows {[-2.0] * 8}"


def test_who_keeps_the_gil_and_who_lets_it_go_is_found(tmp_path: Path) -> None:
    drive = drive_of("threads")
    kernel = kernel_of("threads", tmp_path)

    def through(library: Any) -> Any:
        function = library.work_held
        function.argtypes = [ctypes.c_void_p, ctypes.c_long]
        function.restype = ctypes.c_double
        return lambda x: function(x.ctypes.data, len(x))

    keeps, lets_go = through(ctypes.PyDLL(kernel)), through(ctypes.CDLL(kernel))
    held = Scene("held", "work_held", 2, kernel)
    released = Scene("released", "work_released", 2, kernel)
    assert drive.unfit(keeps, held) == ""
    assert drive.unfit(keeps, released) == ""
    assert drive.proof(lets_go, released) == ""
    assert "lets the GIL go" in drive.unfit(lets_go, held)
    assert "keeps the GIL" in drive.proof(keeps, released)
    x = np.linspace(0.5, 1.5, 12_000)
    for scene in (held, released):
        shared = drive.around(lets_go, scene)
        assert shared(x) == pytest.approx(drive.reference(x.tolist()), rel=1e-12)
        assert shared(x) == shared(x)


def test_a_batch_with_other_numbers_is_found(tmp_path: Path) -> None:
    drive = drive_of("loader")
    scene = Scene(None, "fill", 1000, kernel_of("loader", tmp_path))
    assert drive.proof(drive.ctypes_no_loader, scene) == ""

    def shifted(out: Any, seed: int) -> None:
        out[:] = drive.numbers(seed, len(out))
        out[7], out[8] = out[8], out[7]

    # The sum is right, so the answer alone would not tell.
    assert drive.around(shifted, scene)(np.zeros(1000), 5) == pytest.approx(
        drive.reference(np.zeros(1000), 5), rel=1e-12
    )
    assert drive.proof(shifted, scene) == "batch 0 does not hold what was made for it"
