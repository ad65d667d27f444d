"""Independent producers and consumers: our memory in theirs and theirs in ours, by its address."""

import fishplate_exchange as fx
import jax
import jax.dlpack
import ml_dtypes
import numpy as np
import pyarrow
import pytest
import tvm_ffi


def test_jax_takes_our_memory_without_a_copy_every_time():
    for length in (1, 3, 10, 1000, 12345, 100_000, 1_000_000):
        for _ in range(5):
            a = fx.zeros(length, "f4")
            b = jax.dlpack.from_dlpack(a, copy=False)
            assert b.unsafe_buffer_pointer() == a.address, length
    given = fx.give(fx.zeros((10, 10), "f4"))
    address = given.address
    assert jax.dlpack.from_dlpack(given, copy=False).unsafe_buffer_pointer() == address


def test_jax_arrays_come_in_at_their_address_and_read_only():
    a = jax.numpy.arange(10, dtype="float32")
    view = fx.accept(a, "float32", ndim=1)
    assert view.address == a.unsafe_buffer_pointer()
    assert view.readonly
    assert not view.copied
    with pytest.raises(BufferError, match="read-only"):
        fx.accept(a, writable=True)


def test_bfloat16_passes_between_jax_and_us():
    a = jax.numpy.arange(8, dtype="bfloat16")
    view = fx.accept(a, "bfloat16")
    assert (view.dtype, view.address) == ("bfloat16", a.unsafe_buffer_pointer())
    ours = fx.zeros(8, "bfloat16")
    back = jax.dlpack.from_dlpack(ours, copy=False)
    assert (back.dtype, back.unsafe_buffer_pointer()) == (ml_dtypes.bfloat16, ours.address)


def test_arrow_arrays_come_in_and_go_out():
    a = pyarrow.array([1.0, 2.0, 3.0, 4.0])[1:]
    view = fx.accept(a, "float64", shape=(3,))
    assert view.address == a.buffers()[1].address + 8
    assert view.readonly
    assert np.asarray(view).tolist() == [2.0, 3.0, 4.0]
    ours = fx.zeros(5, "i4")
    back = pyarrow.array(ours)
    assert (back.type, len(back), back.buffers()[1].address) == (pyarrow.int32(), 5, ours.address)
    with pytest.raises((TypeError, BufferError), match="null"):
        fx.accept(pyarrow.array([1.0, None]))
    with pytest.raises(BufferError, match="one dimension"):
        fx.zeros((2, 2)).__arrow_c_array__()


class OnlyArrow:
    """An array that speaks nothing but Arrow."""

    def __init__(self, array):
        self.array = array

    def __arrow_c_array__(self, requested_schema=None):
        return self.array.__arrow_c_array__(requested_schema)


@pytest.mark.parametrize(
    "name", ["int8", "uint16", "int32", "uint64", "float32", "float64", "float16"]
)
def test_arrow_alone_is_enough(name):
    a = pyarrow.array(np.arange(5).astype(name))
    view = fx.accept(OnlyArrow(a), name)
    assert (view.route, view.address, view.shape) == ("arrow", a.buffers()[1].address, (5,))
    with pytest.raises(TypeError, match="not float64" if name != "float64" else "not int8"):
        fx.accept(OnlyArrow(a), "float64" if name != "float64" else "int8")
    for odd in (pyarrow.array(["a"]), pyarrow.array([True]), pyarrow.array([[1]])):
        with pytest.raises(BufferError, match="tried arrow"):
            fx.accept(OnlyArrow(odd))


def test_tvm_takes_our_exchange_table_and_we_take_its_tensors():
    a = fx.zeros((2, 3), "f4")
    tensor = tvm_ffi.from_dlpack(a)
    assert tuple(tensor.shape) == (2, 3)
    assert np.from_dlpack(tensor).ctypes.data == a.address
    view = fx.accept(tensor, "float32", shape=(2, 3), writable=True)
    assert (view.address, view.readonly) == (a.address, False)


def test_the_exchange_table_of_another_library_is_used():
    a = np.arange(6, dtype="f4")
    wrapped = tvm_ffi.core.DLTensorTestWrapper(tvm_ffi.from_dlpack(a))
    view = fx.accept(wrapped, "float32", shape=(6,))
    assert (view.route, view.address) == ("exchange-table", a.ctypes.data)
    del wrapped
    assert np.asarray(view).tolist() == a.tolist()
    with pytest.raises(TypeError, match="float32, not float64"):
        fx.accept(tvm_ffi.core.DLTensorTestWrapper(tvm_ffi.from_dlpack(a)), "float64")


def test_explain_names_the_table():
    told = {offer.route: offer for offer in fx.explain(fx.zeros(3)).offers}
    assert told["exchange-table"].is_offered
    assert told["arrow"].is_offered
    assert told["exchange-table"].address == told["buffer"].address
