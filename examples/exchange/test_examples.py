"""The examples do what the guide says of them."""

import array

import exchange_examples as ex
import fishplate_exchange as fx
import jax.numpy
import numpy as np
import pyarrow
import pytest
import three_frameworks
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "x",
    [
        np.arange(6, dtype="f4"),
        np.arange(12, dtype="f4")[::2],
        np.arange(6, dtype="f4")[::-1],
        array.array("f", range(6)),
        jax.numpy.arange(6, dtype="float32"),
        pyarrow.array(np.arange(6, dtype="f4")),
        fx.accept(np.arange(6, dtype="f4")),
    ],
)
def test_gain_takes_any_library(x):
    out = np.zeros(6, "f4")
    ex.gain(x, out, 2.0)
    assert out.tolist() == [2 * float(value) for value in np.asarray(x)]


def test_gain_refuses_what_does_not_fit():
    x, out = np.zeros(6, "f4"), np.zeros(6, "f4")
    for bad, error, words in (
        (np.zeros(6), TypeError, "float64, not float32"),
        (np.zeros((2, 3), "f4"), BufferError, "2 dimensions, not 1"),
        (np.zeros(5, "f4"), ValueError, "same length"),
    ):
        with pytest.raises(error, match=words):
            ex.gain(x, bad, 1.0)
    out.flags.writeable = False
    with pytest.raises(BufferError, match="read-only"):
        ex.gain(x, out, 1.0)


def test_arguments_that_share_memory_are_found_by_every_route():
    memory = np.zeros(12, "f4")
    for x, out in (
        (memory[:6], memory[5:11]),
        (memory[:6], np.from_dlpack(memory)[5:11]),
        (np.frombuffer(memory, "f4")[:6], memory[5:11]),
        (memory.__dlpack__(max_version=(1, 0)), memory),
    ):
        with pytest.raises(BufferError, match="shares memory"):
            ex.gain(x, out, 1.0)
    ex.gain(memory[::2], memory[1::2], 1.0)
    ex.gain(memory[:6], memory[6:], 1.0)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.data())
def test_numpy_is_the_model_of_shared_memory(data):
    memory = np.zeros(60, "f4")

    def part():
        start, length = data.draw(st.integers(0, 40)), data.draw(st.integers(0, 6))
        step = data.draw(st.sampled_from([1, 2, 3, -1, -2, -3]))
        start += 20 if step < 0 else 0
        return memory[start::step][:length]

    x, out = part(), part()
    if len(x) != len(out):
        return
    if np.shares_memory(x, out):
        with pytest.raises(BufferError, match="shares memory"):
            ex.gain(x, out, 1.0)
    else:
        ex.gain(x, out, 1.0)


@pytest.mark.parametrize("length", [0, 1, 10, 1000, 2000])
@pytest.mark.parametrize("channels", [None, 1, 2, 6])
def test_fades_are_in_place_in_mono_stereo_and_short_clips(length, channels):
    shape = (length,) if channels is None else (length, channels)
    clip = np.ones(shape, "f4")
    ex.fade_in(clip, 1000)
    faded = min(length, 1000)
    ramp = np.arange(faded, dtype="f4") / np.float32(max(faded, 1))
    expected = ramp if channels is None else np.repeat(ramp[:, None], channels, axis=1)
    np.testing.assert_allclose(clip[:faded], expected, rtol=1e-6)
    assert (clip[faded:] == 1).all()


def test_a_fade_reaches_the_memory_behind_a_view():
    memory = bytearray(np.ones(8, "f4").tobytes())
    ex.fade_in(np.frombuffer(memory, "f4").reshape(4, 2)[:, :1], 4)
    assert np.frombuffer(memory, "f4").tolist() == [0, 1, 0.25, 1, 0.5, 1, 0.75, 1]
    with pytest.raises(ValueError, match="1 or 2 dimensions"):
        ex.fade_in(np.ones((2, 2, 2), "f4"), 4)


def test_samples_grow_only_while_nobody_looks():
    samples = ex.Samples()
    samples.extend(np.arange(3, dtype="f4"))
    view = np.asarray(samples)
    assert view.tolist() == [0, 1, 2]
    with pytest.raises(BufferError, match="lent out"):
        samples.extend(np.zeros(1, "f4"))
    other = np.from_dlpack(samples.view())
    del view
    with pytest.raises(BufferError, match="lent out"):
        samples.extend(np.zeros(1, "f4"))
    assert other.ctypes.data % 64 == 0
    del other
    samples.extend(np.zeros(1000, "f4"))
    assert len(samples) == 1003


def test_one_memory_is_in_every_framework():
    assert len(set(three_frameworks.addresses().values())) == 1
    assert three_frameworks.handed_over() == 10.0
