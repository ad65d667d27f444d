"""NumPy as the model: any array that it can make is the same array through every route."""

import fishplate_exchange as fx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

NAMES = ["bool", "int8", "uint16", "int32", "uint64", "float16", "float32", "float64", "complex64"]


@st.composite
def arrays(draw):
    """Arrays with gaps, in any order, backwards, broadcast, misaligned or empty."""
    dtype = np.dtype(draw(st.sampled_from(NAMES)))
    shape = tuple(draw(st.lists(st.integers(0, 5), max_size=5)))
    count = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    shift = draw(st.integers(0, 7))
    memory = np.arange(count + shift, dtype=np.uint8)
    if dtype.kind == "b":
        memory &= 1
    a = memory[shift : shift + count].view(dtype).reshape(shape, order=draw(st.sampled_from("CF")))
    steps = st.sampled_from([1, 2, 3, -1, -2])
    a = a[(..., *(slice(None, None, draw(steps)) for _ in shape))]
    a = a.transpose(draw(st.permutations(range(a.ndim))))
    if draw(st.booleans()):
        a = np.broadcast_to(a, (draw(st.integers(0, 3)), *a.shape))
    if draw(st.booleans()) and a.flags.writeable:
        a.flags.writeable = False
    return a


def is_whole(a):
    """Whether DLPack can say the strides."""
    walked = [s for s, n in zip(a.strides, a.shape, strict=True) if n > 1]
    return a.size == 0 or all(stride % a.itemsize == 0 for stride in walked)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(arrays())
def test_an_array_is_the_same_by_every_route(a):
    view = fx.accept(a)
    assert (view.dtype, view.shape, view.nbytes) == (a.dtype.name, a.shape, a.nbytes)
    assert view.readonly == (not a.flags.writeable)
    if a.size:
        assert view.address == a.ctypes.data
    routes = [np.asarray(view), np.array(view, copy=None)]
    if is_whole(a):
        routes.append(np.from_dlpack(view))
    for b in routes:
        assert b.dtype == a.dtype
        assert b.shape == a.shape
        # NumPy makes memory of its own for an empty array that comes by DLPack.
        assert b.flags.writeable == a.flags.writeable or a.size == 0
        assert b.tobytes() == a.tobytes()
        if a.size:
            assert np.shares_memory(a, b)
    copy = np.asarray(fx.accept(a, copy=True))
    assert copy.flags.c_contiguous
    assert copy.tobytes() == a.tobytes()
    assert not a.size or not np.shares_memory(a, copy)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(arrays(), st.sampled_from([None, "C", "F"]), st.booleans(), st.booleans())
def test_what_is_asked_is_what_numpy_says(a, order, writable, typed):
    fits = (
        (order is None or (a.flags.c_contiguous if order == "C" else a.flags.f_contiguous))
        and (not writable or a.flags.writeable)
        # NumPy knows alignment by its own flag; an empty array is aligned in any case here.
        and (not typed or a.flags.aligned or a.size == 0)
    )
    words = {"order": order, "writable": writable, "dtype": a.dtype if typed else None}
    try:
        fx.accept(a, **words)
    except BufferError:
        assert not fits
    else:
        assert fits


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.binary(max_size=64),
    st.sampled_from(NAMES),
    st.lists(st.integers(0, 4) | st.none(), max_size=3),
)
def test_bytes_are_read_as_numpy_reads_them(data, name, shape):
    dtype = np.dtype(name)
    try:
        model = np.frombuffer(data, dtype).reshape(
            [-1 if length is None else length for length in shape]
        )
    except ValueError:
        model = None
    if not data and model is None:
        # NumPy refuses to read nothing; here it is no element.
        return
    try:
        view = fx.accept(
            data, dtype, shape=shape, reinterpret=dtype.itemsize > 1 or shape != [None]
        )
    except (BufferError, ValueError, TypeError):
        is_aligned = np.frombuffer(data or b"x", np.uint8).ctypes.data % dtype.alignment == 0
        assert model is None or not is_aligned or dtype.itemsize == 1
    else:
        if model is None:
            raise AssertionError(f"{view} of {len(data)} bytes")
        assert np.asarray(view).tobytes() == model.tobytes()
        assert view.shape == model.shape
