from dataclasses import replace
from typing import Any

import pytest
from fishplate.worker import forked
from fishplate.worker.bad_inputs import BadInput, bad_inputs
from fishplate.worker.inputs import Inputs
from fishplate.worker.job import Argument, Row
from fishplate.worker.safety import expected_outcome, judge

pytest.importorskip("numpy", reason="the inputs of buffers are NumPy arrays")

SCALARS = (Argument("a", "scalar", "int32"), Argument("b", "scalar", "int32"))
BUFFERS = (
    Argument("a", "buffer", "float64"),
    Argument("b", "buffer", "float64"),
    Argument("n", "length", of="a"),
)
WRITTEN = (Argument("x", "buffer", "float64", is_written=True),)


def by_name(arguments: tuple[Argument, ...]) -> dict[str, BadInput]:
    return {one.name: one for one in bad_inputs(arguments, Inputs(arguments, 8, 1))}


def test_bad_integers_leave_the_range_and_the_type() -> None:
    found = by_name(SCALARS)
    assert list(found)[:2] == ["a = 2**31", "a = -2**32"]
    shapes = {"one argument too many", "one argument too few", "by keyword"}
    assert {"a = 1.5", 'a = "1"', "a = None"} | shapes <= set(found)
    assert next(iter(by_name((Argument("u", "scalar", "uint8"),)))) == "u = 2**8"


def test_a_function_without_arguments_is_given_one() -> None:
    found = by_name(())
    assert list(found) == ["one argument too many"]
    assert found["one argument too many"].call(lambda *given: len(given), {}) == 1


def test_too_many_arguments_are_more_than_those_with_defaults() -> None:
    arguments = (*SCALARS, Argument("c", "literal", value=3, is_omitted=True))
    many = by_name(arguments)["one argument too many"]
    assert many.call(lambda *given: len(given), many.values) == 4
    few = by_name(arguments)["one argument too few"]
    assert list(few.values) == ["a"]


def test_bad_buffers_are_told_apart_by_whether_only_a_copy_is_right() -> None:
    found = by_name(BUFFERS)
    foreign = {name for name, one in found.items() if one.is_foreign}
    assert foreign == {
        "a = float32 array",
        "a = int64 array",
        "a = byte-swapped array",
        "a = strided array",
        "a = list",
    }
    strided = found["a = strided array"]
    assert not strided.values["a"].flags.c_contiguous
    assert strided.plain()["a"] == strided.values["a"].tolist()
    assert found["empty arrays"].plain() == {"a": [], "b": []}
    assert not any(one.is_forbidden for one in found.values())


def test_each_of_several_arrays_is_once_too_short() -> None:
    found = by_name(BUFFERS)
    assert {len(one) for one in found["a = shorter array"].values.values()} == {4, 8}
    last = found["b = shorter array"].values
    assert (len(last["a"]), len(last["b"])) == (8, 4)
    # Where one array is all there is, a shorter one is a smaller job.
    names = [name for name in by_name(WRITTEN) if "shorter" in name]
    assert names == ["x = shorter array"]


def test_a_misaligned_array_holds_what_the_good_one_does() -> None:
    odd = by_name(BUFFERS)["a = misaligned array"].values["a"]
    assert not odd.flags.aligned
    assert odd.flags.c_contiguous
    assert odd.tolist() == by_name(BUFFERS)["by keyword"].values["a"].tolist()
    assert "k = misaligned array" not in by_name((Argument("k", "buffer", "uint8"),))


def test_bad_texts_are_those_that_no_c_string_holds() -> None:
    found = by_name((Argument("s", "text", "ascii"),))
    forbidden = {name for name, one in found.items() if one.is_forbidden}
    assert forbidden == {"s = text with a zero byte", "s = lone surrogate", "s = 7", "s = None"}
    assert found["s = bytes"].values["s"] == found["by keyword"].values["s"].encode()
    assert not found["s = other letters"].values["s"].isascii()


def test_a_write_into_frozen_memory_is_never_right() -> None:
    found = by_name(WRITTEN)
    assert [name for name, one in found.items() if one.is_forbidden] == ["x = read-only array"]
    assert expected_outcome(len, found["x = read-only array"], Inputs(WRITTEN, 8, 1)) is None


def verdict(ended: forked.Ended, expected: Any, **changes: Any) -> tuple[str, str | None]:
    bad = BadInput("x", {}, is_foreign=changes.pop("is_foreign", False))
    return judge(Row(id="r", kind="module", function="f", **changes), bad, ended, expected, 0.0)


def test_an_outcome_is_told_by_what_the_reference_says() -> None:
    returned = forked.Ended(value=["returned", 3, []])
    assert verdict(returned, [3, []]) == ("ok", None)
    assert verdict(returned, [4, []]) == ("wrong", None)
    assert verdict(returned, None) == ("wrong", None)
    assert verdict(returned, [3, []], is_foreign=True) == ("copied", None)
    assert verdict(returned, [3, []], is_foreign=True, is_reference=True) == ("ok", None)
    frozen = by_name(BUFFERS)["a = read-only array"]
    takes_lists = Row(id="r", kind="module", function="f", inputs="builtin")
    assert judge(takes_lists, frozen, returned, [3, []], 0.0) == ("copied", None)
    assert judge(replace(takes_lists, inputs="binding"), frozen, returned, [3, []], 0.0)[0] == "ok"
    raised = forked.Ended(value=["raised", "TypeError"])
    assert verdict(raised, [3, []]) == ("refused", "TypeError")
    crashed = forked.Ended(reason="crashed", signal="SIGSEGV")
    assert verdict(crashed, [3, []]) == ("wrong", "SIGSEGV")
    assert verdict(forked.Ended(reason="timeout"), None) == ("wrong", "timeout")


def test_a_lost_write_is_wrong_and_a_right_one_is_told_from_a_copy() -> None:
    kept = forked.Ended(value=["returned", None, [[1.0]]])
    assert verdict(kept, [None, [[-1.0]]]) == ("wrong", None)
    written = forked.Ended(value=["returned", None, [[-1.0]]])
    assert verdict(written, [None, [[-1.0]]]) == ("ok", None)
    assert verdict(written, [None, [[-1.0]]], is_foreign=True) == ("copied", None)


def test_where_the_reference_refuses_there_is_no_right_answer() -> None:
    inputs = Inputs(SCALARS, 1, 1)
    add = lambda a, b: a + b  # noqa: E731
    assert expected_outcome(add, BadInput("x", {"a": 1, "b": 2}), inputs) == [3, []]
    assert expected_outcome(add, BadInput("x", {"a": 1, "b": None}), inputs) is None


def test_the_reference_does_not_write_into_the_bad_input() -> None:
    def negate(x: list[float]) -> None:
        x[:] = [-value for value in x]

    bad = by_name(WRITTEN)["x = list"]
    before = list(bad.values["x"])
    expected = expected_outcome(negate, bad, Inputs(WRITTEN, 8, 1))
    assert expected == [None, [[-value for value in before]]]
    assert bad.values["x"] == before
