import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fishplate.worker import forked, linux
from fishplate.worker.answers import is_same, plain
from fishplate.worker.bad_inputs import BadInput, bad_inputs
from fishplate.worker.contestant import WrongKernel, assert_one_kernel
from fishplate.worker.inputs import Inputs
from fishplate.worker.job import Argument, Row
from fishplate.worker.safety import expected_answer, judge

np = pytest.importorskip("numpy", reason="the inputs of buffers are NumPy arrays")

SCALARS = (Argument("a", "scalar", "int32"), Argument("b", "scalar", "int32"))
BUFFERS = (
    Argument("a", "buffer", "float64"),
    Argument("b", "buffer", "float64"),
    Argument("n", "length", of="a"),
)


def test_inputs_are_the_same_for_the_same_seed_and_no_small_integers() -> None:
    first, again, other = (Inputs(SCALARS, 1, seed).builtin for seed in (1, 1, 2))
    assert first == again != other
    assert all(value >= 1000 for value in first.values())
    assert sum(first.values()) < 2**31


def test_a_length_is_not_passed_by_python() -> None:
    inputs = Inputs(BUFFERS, 5, 1)
    assert list(inputs.binding) == ["a", "b"]
    assert inputs.binding["a"].dtype == np.float64
    assert inputs.binding["a"].tolist() == inputs.builtin["a"]
    assert inputs.binding["a"] is inputs.numpy["a"]


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint64", "float32", "bool"])
def test_every_element_type_holds_its_inputs(dtype: str) -> None:
    inputs = Inputs((Argument("x", "buffer", dtype),), 50, 3)
    assert inputs.binding["x"].tolist() == inputs.builtin["x"]


def test_answers_are_compared_exactly_but_for_floats() -> None:
    assert is_same(3, 3, 0.0)
    assert not is_same(3.0, 3, 0.0)
    assert not is_same(True, 1, 0.0)
    assert is_same(1.0 + 1e-12, 1.0, 1e-9)
    assert not is_same(1.0 + 1e-6, 1.0, 1e-9)
    assert is_same(float("nan"), float("nan"), 1e-9)
    assert not is_same(1.0, float("nan"), 1e-9)
    assert is_same(plain(np.int64(3)), 3, 0.0)


def names(bad: list[BadInput]) -> list[str]:
    return [one.name for one in bad]


def test_bad_integers_leave_the_range_and_the_type() -> None:
    found = names(bad_inputs(SCALARS, Inputs(SCALARS, 1, 1)))
    assert found[:2] == ["a = 2**31", "a = -2**32"]
    assert {"a = 1.5", 'a = "1"', "a = None", "one argument too many", "by keyword"} <= set(found)
    unsigned = (Argument("u", "scalar", "uint8"),)
    assert names(bad_inputs(unsigned, Inputs(unsigned, 1, 1)))[0] == "u = 2**8"


def test_bad_buffers_are_told_apart_by_whether_only_a_copy_is_right() -> None:
    found = {one.name: one for one in bad_inputs(BUFFERS, Inputs(BUFFERS, 8, 1))}
    foreign = {name for name, one in found.items() if one.is_foreign}
    assert foreign == {
        "a = float32 array",
        "a = int64 array",
        "a = byte-swapped array",
        "a = strided array",
        "a = list",
    }
    strided = found["a = strided array"]
    assert not strided.arguments[0].flags.c_contiguous
    assert strided.plain[0] == strided.arguments[0].tolist()
    assert found["empty arrays"].plain == ([], [])
    written = (Argument("x", "buffer", "float64", is_written=True),)
    frozen = {one.name: one for one in bad_inputs(written, Inputs(written, 8, 1))}
    assert frozen["x = read-only array"].is_foreign


def verdict(ended: forked.Ended, expected: Any, **changes: Any) -> tuple[str, str | None]:
    bad = BadInput("x", (), (), is_foreign=changes.pop("is_foreign", False))
    return judge(Row(id="r", kind="module", function="f", **changes), bad, ended, expected, 0.0)


def test_an_outcome_is_told_by_what_the_reference_says() -> None:
    returned = forked.Ended(value=["returned", 3])
    assert verdict(returned, [3]) == ("ok", None)
    assert verdict(returned, [4]) == ("wrong", None)
    assert verdict(returned, None) == ("wrong", None)
    assert verdict(returned, [3], is_foreign=True) == ("copied", None)
    assert verdict(returned, [3], is_foreign=True, is_reference=True) == ("ok", None)
    raised = forked.Ended(value=["raised", "TypeError"])
    assert verdict(raised, [3]) == ("refused", "TypeError")
    assert verdict(forked.Ended(reason="crashed", signal="SIGSEGV"), [3]) == ("wrong", "SIGSEGV")
    assert verdict(forked.Ended(reason="timeout"), None) == ("wrong", "timeout")


def test_where_the_reference_refuses_there_is_no_right_answer() -> None:
    drive: Any = SimpleNamespace(reference=lambda a, b: a + b)
    assert expected_answer(drive, BadInput("x", (), (1, 2))) == [3]
    assert expected_answer(drive, BadInput("x", (), (1, None))) is None


def test_a_forked_call_may_crash_hang_or_answer() -> None:
    assert forked.call(lambda: [1, "x"], 10.0) == forked.Ended(value=[1, "x"])
    crashed = forked.call(lambda: os.kill(os.getpid(), signal.SIGKILL), 10.0)
    assert (crashed.reason, crashed.signal) == ("crashed", "SIGKILL")
    assert forked.call(lambda: time.sleep(30), 0.2).reason == "timeout"


def test_another_kernel_than_the_workloads_own_is_refused(tmp_path: Path) -> None:
    import _ctypes

    mapped = Path(_ctypes.__file__)
    assert linux.mapped_files(mapped.name) == {mapped.resolve()}
    same: Any = SimpleNamespace(kernel=mapped)
    assert_one_kernel(same)
    other: Any = SimpleNamespace(kernel=tmp_path / mapped.name)
    with pytest.raises(WrongKernel, match="expected only"):
        assert_one_kernel(other)
