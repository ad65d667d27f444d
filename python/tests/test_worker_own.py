"""The truth on somebody's own C function, and what counts as right of a binding that they have."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from fishplate.worker.existing import is_right, settled
from fishplate.worker.inputs import Inputs
from fishplate.worker.job import Argument, Group, Row
from fishplate.worker.own_reference import OwnReference, fitted
from fishplate.worker.truth import Truth
from worker_jobs import in_place, of_kind, run

np = pytest.importorskip("numpy")

# Each loop calls the function once, and then as often as it is told.
KERNEL = """
#include <stdint.h>
#include <unistd.h>

static int calls;
static void scale(double *x, int64_t n, double k) { for (int64_t i = 0; i < n; i++) x[i] *= k; }
static void count(double *x, int64_t n, double k) { scale(x, n, k + calls++); }
static void wait(double *x, int64_t n, double k) { (void)x; (void)n; (void)k; for (;;) pause(); }
static void fall(double *x, int64_t n, double k) { (void)x; (void)n; *(volatile int *)0 = (int)k; }
static void drift(double *x, int64_t n, double k) { scale(x, n, k + (double)getpid()); }

#define LOOP(name) uint64_t loop_##name(uint64_t loops, int clock, void *x, int64_t n) { \\
    (void)clock; for (uint64_t turn = 0; turn <= loops; turn++) name(x, n, -1.0); return 1; }
LOOP(scale) LOOP(count) LOOP(wait) LOOP(fall) LOOP(drift)
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the loops."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    folder = tmp_path_factory.mktemp("own")
    (folder / "own.c").write_text(KERNEL, encoding="utf-8")
    command = [compiler, "-shared", "-fPIC", "-o", "libown.so", "own.c"]
    subprocess.run(command, cwd=folder, check=True)
    return folder / "libown.so"


def own_job(
    folder: Path, library: Path, phase: str, function: str, **changes: Any
) -> dict[str, Any]:
    made = in_place(folder, phase, ["good"], truths=str(folder), **changes)
    [group] = made["groups"]
    group["reference"] = {"kind": "native", "folder": str(library), "function": f"loop_{function}"}
    return made


def truth(folder: Path, library: Path, function: str, **changes: Any) -> dict[str, Any]:
    events, code = run(folder, own_job(folder, library, "truth", function, **changes))
    assert code == 0
    [event] = of_kind(events, "truth")
    return event


def test_what_a_function_says_twice_is_the_truth_for_others(tmp_path: Path, library: Path) -> None:
    for process in (0, 1):
        event = truth(tmp_path, library, "scale", process=process)
        assert (event["status"], event["size"]) == ("ok", 5), event
    events, _ = run(tmp_path, own_job(tmp_path, library, "verify", "scale"))
    assert [event["status"] for event in of_kind(events, "verified")] == ["ok"]


def test_a_function_that_changes_its_mind_has_no_truth(tmp_path: Path, library: Path) -> None:
    event = truth(tmp_path, library, "count")
    assert event["status"] == "wrong"
    assert "not deterministic" in event["reason"]
    assert "`x`" in event["reason"]


def test_a_function_that_differs_between_processes_has_no_truth(
    tmp_path: Path, library: Path
) -> None:
    assert truth(tmp_path, library, "drift")["status"] == "ok"
    event = truth(tmp_path, library, "drift", process=1)
    assert event["status"] == "wrong", event


def test_a_function_that_falls_or_hangs_takes_only_its_child(tmp_path: Path, library: Path) -> None:
    event = truth(tmp_path, library, "fall")
    assert (event["status"], "SIGSEGV" in event["reason"]) == ("crashed", True)
    event = truth(tmp_path, library, "wait", wall_s=1)
    assert (event["status"], "within 1 s" in event["reason"]) == ("timeout", True)


def test_another_library_of_the_same_name_is_refused(tmp_path: Path, library: Path) -> None:
    changes = {"kernel": str(library), "kernel_name": "libc.so.6"}
    event = truth(tmp_path, library, "scale", **changes)
    assert event["status"] == "crashed"
    assert "another library called `libc.so.6`" in event["reason"], event


def test_bad_input_is_judged_by_the_function_itself(tmp_path: Path, library: Path) -> None:
    made = own_job(tmp_path, library, "safety", "scale")
    made["groups"][0]["rows"][0]["kind"] = "drive"
    events, code = run(tmp_path, made)
    assert code == 0
    found = {event["input"]: event["outcome"] for event in of_kind(events, "safety")}
    # NumPy changes the array that it is given whatever its type, and each is changed as it should.
    assert found["x = float32 array"] == "copied"
    assert found["x = None"] == "refused"


def group(library: Path) -> tuple[Row, Group, Inputs]:
    arguments = (
        Argument("x", "buffer", "float64", is_written=True),
        Argument("n", "length", of="x"),
        Argument("k", "literal", value=-1.0),
    )
    row = Row("", "native", "loop_scale", str(library))
    made = Group(None, None, "scale", False, arguments, None, (), reference=row)
    return row, made, Inputs(arguments, 8, 1)


def test_the_function_is_not_called_with_what_it_cannot_take(library: Path) -> None:
    row, made, good = group(library)
    reference = OwnReference(row, made, good, 10.0)
    values = [1.0, 2.0]
    assert reference(values, -1.0) is None
    assert values == [-1.0, -2.0]
    for wrong in ((values,), (values, -1.0, 3), (None, -1.0), ([[1.0]], -1.0), (values, 2.0)):
        with pytest.raises((TypeError, ValueError)):
            reference(*wrong)


def test_values_become_what_c_takes_only_where_they_are_that() -> None:
    small = Argument("a", "scalar", "int8")
    assert fitted(small, 127) == 127
    with pytest.raises(OverflowError):
        fitted(small, 128)
    with pytest.raises(TypeError):
        fitted(small, 1.0)
    text = Argument("a", "text", "ascii")
    assert [fitted(text, "x"), fitted(text, b"x")] == ["x", "x"]
    for wrong in ("x\0y", None):
        with pytest.raises((TypeError, ValueError)):
            fitted(text, wrong)
    whole = Argument("a", "buffer", "int16")
    assert fitted(whole, [1.0, 2]).tolist() == [1, 2]
    with pytest.raises(TypeError):
        fitted(whole, [1.5])
    with pytest.raises(OverflowError):
        fitted(Argument("a", "scalar", "float32"), 1e39)


def test_an_existing_binding_may_write_or_answer() -> None:
    told = Truth(None, {"x": np.array([1.0, 2.0])})

    def settle(answer: Any, memory: list[float], answers: Any = None) -> tuple[Any, list[float]]:
        given = {"x": np.array(memory)}
        truth = Truth(answers, told.written)
        return settled(answer, given, truth, 0.0), given["x"].tolist()

    assert settle(None, [1.0, 2.0]) == (None, [1.0, 2.0])
    # A new array stands for the one that was not written.
    assert settle(np.array([1.0, 2.0]), [0.0, 0.0]) == (None, [1.0, 2.0])
    assert settle((np.array([1.0, 2.0]),), [0.0, 0.0]) == (None, [1.0, 2.0])
    assert settle(np.array([1.0, 3.0]), [0.0, 0.0])[1] == [0.0, 0.0]
    # Whoever has written need not answer, and whoever answers must be right.
    assert settle(None, [1.0, 2.0], 0)[0] == 0
    assert settle(7, [1.0, 2.0], 0)[0] == 7
    assert settled(np.int64(3), {}, Truth(3, {}), 0.0) == 3


def test_bad_input_is_answered_in_either_way_too() -> None:
    expected = [None, [[1.0, 2.0]]]
    assert is_right(None, [[1.0, 2.0]], expected, 0.0)
    assert is_right(np.array([1.0, 2.0]), [[0.0, 0.0]], expected, 0.0)
    assert not is_right(None, [[0.0, 0.0]], expected, 0.0)
    assert not is_right(np.array([1.0, 3.0]), [[0.0, 0.0]], expected, 0.0)
    assert not is_right(3, [[1.0, 2.0]], [4, [[1.0, 2.0]]], 0.0)
    assert not is_right(None, [[1.0, 2.0]], None, 0.0)
