"""Functions of Rust made by `functions!`: how they are called, and how they fail."""

import inspect
import sys

import exchange_examples
import exchange_functions as ef
import numpy as np
import pytest

ROW = np.arange(3, dtype="f4")


def test_arguments_come_by_position_and_by_name():
    other = np.zeros(2, "f4")
    for given, named in (((ROW, other), {}), ((ROW,), {"b": other}), ((), {"b": other, "a": ROW})):
        assert ef.lengths(*given, **named) == 32
    assert (ef.lengths.__name__, ef.lengths.__module__) == ("lengths", "exchange_functions")
    assert (str(inspect.signature(ef.lengths)), ef.lengths.__doc__) == ("(a, b)", "Both lengths.")


@pytest.mark.parametrize(
    ("given", "named", "words"),
    [
        ((), {}, "misses the argument `a`"),
        ((ROW,), {}, "misses the argument `b`"),
        ((), {"b": ROW}, "misses the argument `a`"),
        ((ROW, ROW, ROW), {}, "takes 2 arguments, and 3 were given"),
        ((ROW, ROW), {"b": ROW}, "was given `b` twice"),
        ((ROW, ROW), {"c": ROW}, "has no argument `c`"),
        ((ROW,), {"\ud800": ROW}, "has no argument"),
    ],
)
def test_a_wrong_call_is_a_type_error(given, named, words):
    with pytest.raises(TypeError, match=words):
        ef.lengths(*given, **named)


def test_a_refusal_names_the_argument_and_keeps_its_kind():
    with pytest.raises(TypeError, match=r"argument 'b'(.|\n)*float64, not float32"):
        ef.lengths(ROW, np.zeros(3))
    with pytest.raises(BufferError, match="2 dimensions, not 1"):
        ef.lengths(ROW, np.zeros((1, 3), "f4"))
    with pytest.raises(KeyError, match="3"):
        ef.raises(ROW)
    assert ef.twice(ROW, 2.5).nbytes == 12
    with pytest.raises(TypeError, match="factor"):
        ef.twice(ROW, "much")


def test_a_panic_is_an_exception_and_lets_the_array_go():
    data = bytearray(4)
    with pytest.raises(BaseException, match="there is a first element") as caught:
        ef.panics(memoryview(data).cast("f"))
    assert type(caught.value).__name__ == "PanicException"
    del caught
    data.append(0)


def test_the_array_is_let_go_on_every_way_out():
    row = np.zeros(4, "f4")
    before = sys.getrefcount(row)
    for _ in range(100):
        ef.lengths(row, row)
        for wrong in ({"a": row}, {"a": row, "b": 1}):
            with pytest.raises(TypeError):
                ef.lengths(**wrong)
        with pytest.raises(KeyError):
            ef.raises(row)
    del wrong
    assert sys.getrefcount(row) == before


def test_what_is_dropped_uncounted_is_let_go_within_some_calls():
    thing = object()
    before = sys.getrefcount(thing)
    for _ in range(5000):
        ef.drops(thing)
    assert sys.getrefcount(thing) - before <= 1024
    with pytest.raises(TypeError):
        ef.lengths(ROW, 1)
    assert sys.getrefcount(thing) == before


def test_a_claim_is_seen_by_its_own_extension_only():
    """Each extension has a table of its own, as the guide says: this is where the guard ends."""
    memory = np.zeros(4, "f4")

    def own():
        with pytest.raises(BufferError, match="shares memory"):
            ef.writing(memory, int)

    ef.writing(memory, own)
    ef.writing(memory, lambda: exchange_examples.gain(ROW[:2], memory[:2], 2.0))
    assert memory.tolist() == [0, 2, 0, 0]
