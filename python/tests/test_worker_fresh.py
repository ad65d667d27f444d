"""Calls that each get a text of their own: what CPython keeps of a text is not in the figure."""

import ctypes
import time
from collections.abc import Callable

import pytest
from fishplate.worker.fresh import MOST_CHARACTERS, fresh_batch, texts
from fishplate.worker.meter import python_batch

OTHER = "\u00e4\u4e2d" * 500


def clock_of_calls(calls: list[str]) -> Callable[[], int]:
    return lambda: len(calls)


def test_each_call_gets_a_text_that_no_other_had() -> None:
    seen: list[str] = []
    batch = fresh_batch(seen.append, {"text": OTHER}, ("text",))
    # One call goes ahead of the clock.
    assert batch(5, clock_of_calls(seen)) == 5
    assert len({id(text) for text in seen}) == len(seen) == 6
    assert set(seen) == {OTHER}
    again: list[str] = []
    python_batch(again.append, {"text": OTHER})(5, clock_of_calls(again))
    assert len({id(text) for text in again}) == 1


def test_the_other_arguments_stay_what_they_are() -> None:
    seen: list[tuple[object, ...]] = []
    values = {"a": 1, "s": "xy", "t": "\u00e4b"}

    def call(t: str, s: str, a: int) -> None:
        seen.append((t, s, a))

    fresh_batch(call, values, ("t", "s"), by_keyword=True)(2, lambda: 0)
    assert seen == [("\u00e4b", "xy", 1)] * 3
    assert len({id(t) for t, _, _ in seen}) == 3


def test_a_batch_that_is_cut_short_stands_for_a_whole_one() -> None:
    seen: list[int] = []

    def call(text: str) -> None:
        seen.append(len(text))

    text = "x" * (MOST_CHARACTERS // 4)
    elapsed = fresh_batch(call, {"text": text}, ("text",))(400, lambda: 3 * len(seen))
    assert len(seen) == 5
    assert elapsed == 3 * 400


def test_texts_have_no_utf8_form_that_somebody_asked_for() -> None:
    size = ctypes.c_ssize_t()
    as_utf8 = ctypes.pythonapi.PyUnicode_AsUTF8AndSize
    as_utf8.argtypes = [ctypes.py_object, ctypes.c_void_p]
    as_utf8.restype = ctypes.c_void_p

    def took(text: str) -> int:
        start = time.perf_counter_ns()
        as_utf8(text, ctypes.addressof(size))
        return time.perf_counter_ns() - start

    # Whoever asks again gets the very same bytes; a new text has none yet.
    long = "\u00e4\u4e2d" * 200_000
    first = as_utf8(long, ctypes.addressof(size))
    assert as_utf8(long, ctypes.addressof(size)) == first
    [new] = texts({"text": long}, ("text",), 1)
    assert new == long
    if took(new) <= took(new):
        pytest.skip("this interpreter keeps no UTF-8 form of a text")
    assert as_utf8(new, ctypes.addressof(size)) != first
