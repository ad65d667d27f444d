import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fishplate.worker import forked, linux
from fishplate.worker.answers import is_same, is_same_nested, memory_difference, plain
from fishplate.worker.contestant import WrongKernel, assert_one_kernel, of_drive
from fishplate.worker.inputs import BLOCK, LONGEST_LIST, Inputs, array_of
from fishplate.worker.job import Argument
from fishplate.worker.truth import told

np = pytest.importorskip("numpy", reason="the inputs of buffers are NumPy arrays")

SCALARS = (Argument("a", "scalar", "int32"), Argument("b", "scalar", "int32"))
BUFFERS = (
    Argument("a", "buffer", "float64"),
    Argument("b", "buffer", "float64"),
    Argument("n", "length", of="a"),
)
IN_PLACE = (
    Argument("x", "buffer", "float64", is_written=True),
    Argument("n", "length", of="x"),
    Argument("k", "literal", value=-1.0),
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


def test_a_size_in_bytes_is_divided_among_the_elements() -> None:
    arguments = (*BUFFERS[:1], Argument("k", "buffer", "uint8", length=3))
    inputs = Inputs(arguments, 64, 1, "bytes")
    assert {name: len(value) for name, value in inputs.binding.items()} == {"a": 8, "k": 3}
    assert len(Inputs(arguments, 1, 1, "bytes").binding["a"]) == 1


def test_a_large_array_repeats_its_block_and_the_reference_gets_no_list() -> None:
    count = LONGEST_LIST + 5
    inputs = Inputs((Argument("x", "buffer", "uint8", is_written=True),), count, 1)
    array = inputs.binding["x"]
    assert len(array) == count
    assert np.array_equal(array[:BLOCK], array[3 * BLOCK : 4 * BLOCK])
    given = inputs.for_reference()["x"]
    assert isinstance(given, np.ndarray)
    assert not np.shares_memory(given, array)
    assert isinstance(Inputs(BUFFERS, 5, 1).for_reference()["a"], list)
    assert array_of([1, 2, 3], "int8", 8).tolist() == [1, 2, 3, 1, 2, 3, 1, 2]


def test_texts_are_seeded_and_new_for_each_who_asks() -> None:
    arguments = (Argument("s", "text", "ascii", length=40), Argument("t", "text", "utf8"))
    inputs = Inputs(arguments, 30, 1)
    values = inputs.own("binding")
    assert values == inputs.builtin == Inputs(arguments, 30, 1).builtin
    assert (len(values["s"]), values["s"].isascii()) == (40, True)
    assert len(values["t"]) == 30
    assert len(values["t"].encode()) > 60
    assert values["t"] is not inputs.own("binding")["t"]


def test_answers_are_compared_exactly_but_for_floats() -> None:
    assert is_same(3, 3, 0.0)
    assert not is_same(3.0, 3, 0.0)
    assert not is_same(True, 1, 0.0)
    assert is_same(1.0 + 1e-12, 1.0, 1e-9)
    assert not is_same(1.0 + 1e-6, 1.0, 1e-9)
    assert is_same(float("nan"), float("nan"), 1e-9)
    assert not is_same(1.0, float("nan"), 1e-9)
    assert is_same(plain(np.int64(3)), 3, 0.0)


def test_lists_within_an_answer_are_compared_element_by_element() -> None:
    assert is_same_nested([1, [1.0 + 1e-12, [True]]], [1, [1.0, [True]]], 1e-9)
    assert not is_same_nested([1, [1.0]], [1, [1.0, 2.0]], 1e-9)
    assert not is_same_nested([1, 2.0], [1, [2.0]], 1e-9)


def test_memory_is_compared_as_answers_are() -> None:
    expected = np.array([1.0, np.nan, -2.0])
    assert memory_difference("x", np.array([1.0 + 1e-12, np.nan, -2.0]), expected, 1e-9) == ""
    assert memory_difference("x", [1.0, float("nan"), -2.0], expected, 0.0) == ""
    found = memory_difference("x", [1.0, float("nan"), 2.0], expected, 1e-9)
    assert found == "after the call element 2 of `x` is 2.0; the reference made it -2.0"
    assert "shape" in memory_difference("x", [1.0], expected, 0.0)
    assert memory_difference("x", np.array([3, 4]), np.array([3, 5]), 1.0) != ""


def test_what_is_left_out_is_told_to_the_reference_alone() -> None:
    arguments = (*SCALARS, Argument("c", "literal", value=3000, is_omitted=True))
    inputs = Inputs(arguments, 1, 1)
    assert list(inputs.binding) == list(inputs.builtin) == ["a", "b"]
    seen: list[tuple[int, ...]] = []
    for by_keyword in (False, True):
        told(lambda a, b, c: seen.append((a, b, c)), inputs, by_keyword)
    assert seen == [(inputs.builtin["a"], inputs.builtin["b"], 3000)] * 2


def test_the_reference_writes_into_a_list_of_its_own() -> None:
    def scale(x: list[float], k: float) -> None:
        x[:] = [value * k for value in x]

    inputs = Inputs(IN_PLACE, 4, 1)
    before = list(inputs.builtin["x"])
    truth = told(scale, inputs, False)
    assert truth.written["x"].tolist() == [-value for value in before]
    assert inputs.builtin["x"] == inputs.binding["x"].tolist() == before


@pytest.mark.parametrize("form", ["builtin", "binding", "numpy"])
def test_what_was_written_is_put_back_into_the_same_object(form: str) -> None:
    inputs = Inputs(IN_PLACE, 4, 1)
    given = inputs.of(form)["x"]
    before = list(given)
    given[2] = 0.0
    inputs.restore(form)
    assert inputs.of(form)["x"] is given
    assert list(given) == before


def test_a_function_of_the_drive_may_be_for_one_c_function_alone() -> None:
    drive: Any = SimpleNamespace(python=abs, python_two=max)
    assert of_drive(drive, "python", "two") is max
    assert of_drive(drive, "python", "one") is abs
    with pytest.raises(AttributeError, match="numpy"):
        of_drive(drive, "numpy", "one")


def test_a_forked_call_may_crash_hang_or_answer() -> None:
    assert forked.call(lambda: [1, "x"], 10.0) == forked.Ended(value=[1, "x"])
    crashed = forked.call(lambda: os.kill(os.getpid(), signal.SIGKILL), 10.0)
    assert (crashed.reason, crashed.signal) == ("crashed", "SIGKILL")
    assert forked.call(lambda: time.sleep(30), 0.2).reason == "timeout"


def test_another_kernel_than_the_workloads_own_is_refused(tmp_path: Path) -> None:
    import _ctypes

    mapped = Path(_ctypes.__file__)
    assert linux.mapped_files(mapped.name) == {mapped.resolve()}
    same: Any = SimpleNamespace(kernel=mapped, groups=())
    assert_one_kernel(same)
    other: Any = SimpleNamespace(kernel=tmp_path / mapped.name, groups=())
    with pytest.raises(WrongKernel, match="expected only"):
        assert_one_kernel(other)
