"""Memory that is shared: who sees what, who keeps it alive, and what is refused."""

import array
import gc
import mmap
import weakref

import numpy as np
import pytest
import tensor_chain as tc
from conftest import LENGTHS, arrays
from hypothesis import given
from hypothesis import strategies as st


@given(data=st.data(), dtype=st.sampled_from(["float32", "float64"]))
def test_arrays_come_in_and_go_out_where_they_are(data, dtype):
    a = data.draw(arrays(data.draw(st.lists(LENGTHS, max_size=4)), dtype))
    t = tc.asarray(a)
    assert (t.shape, t.dtype, t.size, t.ndim) == (a.shape, dtype, a.size, a.ndim)
    for out in (t.numpy(), np.from_dlpack(t), np.asarray(t)):
        np.testing.assert_array_equal(out, a)
        if a.size:
            assert out.ctypes.data == a.ctypes.data
            assert out.strides == a.strides or 1 in a.shape


@given(data=st.data())
def test_parts_are_numpys_views(data):
    a = np.arange(120, dtype="f4").reshape(2, 3, 4, 5)
    places = st.one_of(st.integers(-2, 1), st.slices(6))
    key = tuple(data.draw(st.lists(places, max_size=4)))
    if data.draw(st.booleans()) and len(key) < 4:
        at = data.draw(st.integers(0, len(key)))
        key = (*key[:at], ..., *key[at:])
    # NumPy copies one element, and views it with `...`.
    expected = a[key] if ... in key else a[(*key, ...)]
    made = tc.asarray(a)[key]
    np.testing.assert_array_equal(made.numpy(), expected)
    if expected.size:
        assert made.numpy().ctypes.data == expected.ctypes.data
    np.testing.assert_array_equal(made.T.numpy(), expected.T)
    np.testing.assert_array_equal(made.clone().numpy(), expected)


def test_indices_that_are_none_are_refused():
    t = tc.zeros((2, 3))
    for key, error in (
        (2, IndexError), (-3, IndexError), ((0, 0, 0), IndexError), ((..., ...), IndexError),
        (True, TypeError), (1.0, TypeError), (None, TypeError), ([0], TypeError),
        (2**80, IndexError),
    ):  # fmt: skip
        with pytest.raises(error):
            t[key]
    assert t[-1].shape == (3,)
    assert t[5:].shape == (0, 3)
    with pytest.raises(TypeError, match="no length"):
        len(tc.tensor(1.0))
    with pytest.raises(ValueError, match="not in C order"):
        t.T.reshape(6)
    with pytest.raises(ValueError, match="do not fill"):
        t.reshape(4)
    assert t.reshape(3, 2)[2, 1].shape == ()


def test_every_library_s_memory_is_taken():
    for memory in (array.array("f", [1, 2]), memoryview(array.array("d", [1, 2]))):
        t = tc.asarray(memory)
        t += 1
        assert list(memory) == [2, 3]
    mapped = mmap.mmap(-1, 4096)
    tc.asarray(np.frombuffer(mapped, "f4")).add_(1)
    assert mapped[:4] == np.float32(1).tobytes()
    assert tc.from_dlpack(np.ones(2)).tolist() == [1, 1]


def test_memory_lives_as_long_as_anybody_has_it():
    class Watched(np.ndarray):
        pass

    a = np.zeros(10).view(Watched)
    watch = weakref.ref(a)
    part = tc.asarray(a)[2:4]
    del a
    gc.collect()
    assert watch() is not None
    part += 1
    view = part.numpy()
    del part
    gc.collect()
    assert view.tolist() == [1, 1]
    del view
    gc.collect()
    assert watch() is None
    growing = bytearray(8)
    held = tc.asarray(np.frombuffer(growing, "f4"))
    with pytest.raises(BufferError):
        growing.extend(b"12345678")
    del held
    growing.extend(b"12345678")


def test_the_very_same_elements_may_be_both_arguments():
    a = np.arange(6.0).reshape(2, 3)
    t = tc.asarray(a)
    t += t
    t *= tc.asarray(a)
    assert a.tolist() == [[0, 4, 16], [36, 64, 100]]
    turned = tc.asarray(a.T[::-1])
    turned += tc.asarray(a.T[::-1])
    assert a.tolist() == [[0, 8, 32], [72, 128, 200]]


@given(data=st.data())
def test_other_elements_of_the_same_memory_are_refused_and_those_apart_are_not(data):
    memory = np.arange(40.0)

    def part():
        start, length = data.draw(st.integers(0, 20)), data.draw(st.integers(0, 5))
        return memory[start :: data.draw(st.sampled_from([1, 2, 3]))][:length]

    a, b = part(), part()
    if len(a) != len(b):
        return
    is_same = a.ctypes.data == b.ctypes.data and a.strides == b.strides
    expected = a + b
    if np.shares_memory(a, b) and not is_same and len(a) > 1:
        before = memory.copy()
        with pytest.raises(BufferError, match="shares some of its memory"):
            tc.asarray(a).add_(tc.asarray(b))
        assert (memory == before).all()
    elif not np.shares_memory(a, b) or is_same:
        tc.asarray(a).add_(tc.asarray(b))
        np.testing.assert_array_equal(a, expected)


def test_a_target_that_shares_memory_with_itself_is_refused():
    memory = np.zeros(6, "f4")
    repeated = np.lib.stride_tricks.as_strided(memory, (3, 2), (0, 4), writeable=True)
    with pytest.raises(BufferError, match="share memory with each other"):
        tc.asarray(repeated).add_(1)
    assert (tc.asarray(repeated) + 1).tolist() == [[1, 1]] * 3
    windows = np.lib.stride_tricks.as_strided(memory, (5, 2), (4, 4), writeable=True)
    with pytest.raises(BufferError, match="share memory with each other"):
        tc.asarray(windows).mul_(2)


def test_read_only_memory_is_read_and_never_written():
    a = np.ones(3)
    a.flags.writeable = False
    t = tc.asarray(a)
    assert t.readonly
    assert t[1:].readonly
    assert (t + t).tolist() == [2, 2, 2]
    for change in (t.add_, t[1:].mul_):
        with pytest.raises(BufferError, match="read-only"):
            change(2)
    assert not t.numpy().flags.writeable
    assert a.tolist() == [1, 1, 1]
    t.clone().add_(1)


def test_elements_that_no_kernel_knows_are_refused():
    for data in (
        np.zeros(2, "i4"),
        np.zeros(2, "f2"),
        np.zeros(2, ">f4"),
        np.zeros(2, "c8"),
        b"ab",
    ):
        with pytest.raises(TypeError, match="float32 or float64, not"):
            tc.asarray(data)
    for data in ([1.0], "text", None, object()):
        with pytest.raises(TypeError):
            tc.asarray(data)
    with pytest.raises(BufferError):
        tc.asarray(memoryview(tc.zeros((2,), device="fake")._base))


def test_lists_become_tensors_or_say_what_is_wrong():
    assert tc.tensor([[1, 2], [3, 4]], "float64").tolist() == [[1, 2], [3, 4]]
    assert tc.tensor([[], []]).shape == (2, 0)
    assert tc.tensor(3).item() == 3
    holds_itself = []
    holds_itself.append(holds_itself)
    for data in ([[1, 2], [3]], [1, [2]], [[1], 2], [[[1]], [2]], holds_itself):
        with pytest.raises(ValueError, match="the lists"):
            tc.tensor(data)
    with pytest.raises(TypeError):
        tc.tensor(["1"])
    with pytest.raises(TypeError, match="float32 or float64"):
        tc.tensor([1], "int32")
    assert tc.tensor([[3.0]])
    assert not tc.zeros(())
    for use in (tc.Tensor.item, bool):
        with pytest.raises(ValueError, match="index it first"):
            use(tc.zeros((2,)))


def test_shapes_that_cannot_be_are_errors():
    for shape in ((2**62, 4), (1,) * 65, (0, 2**63)):
        with pytest.raises((ValueError, OverflowError)):
            tc.zeros(shape)
    with pytest.raises(OverflowError):
        tc.zeros((-1,))
    with pytest.raises(MemoryError):
        tc.zeros((2**40, 2**10))
    assert tc.zeros((0, 3)).tolist() == []
    assert "device='fake:1'" in repr(tc.zeros((2**40,), device="fake:1"))
