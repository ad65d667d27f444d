"""Memory of ours on its way out: lent, shared, given, locked."""

import gc
import weakref

import fishplate_exchange as fx
import numpy as np
import pytest


def test_zeros_are_aligned_writable_and_shared_with_numpy():
    a = fx.zeros((2, 3), "f4")
    assert (a.route, a.address % 64, a.readonly, a.shape, len(a)) == ("own", 0, False, (2, 3), 2)
    b, c = np.asarray(a), np.from_dlpack(a)
    b[0, 0] = 5
    assert c[0, 0] == 5
    assert fx.zeros(3).dtype == "float64"
    with pytest.raises(MemoryError):
        fx.zeros(2**60)
    with pytest.raises(MemoryError):
        fx.zeros((2**62, 2**62))


def test_shared_memory_is_read_only_for_any_number():
    a = fx.zeros(4, "i4")
    shared = fx.share(a)
    views = [np.asarray(shared) for _ in range(3)]
    assert not any(view.flags.writeable for view in views)
    np.asarray(a)[0] = 7
    assert [view[0] for view in views] == [7, 7, 7]
    assert fx.share(bytearray(4)).readonly
    assert fx.share(shared).readonly


def test_given_memory_goes_to_one():
    given = fx.give(fx.zeros(4, "f4"))
    b = np.from_dlpack(given)
    b[:] = 3
    with pytest.raises(ValueError, match="given away"):
        np.from_dlpack(given)
    with pytest.raises(ValueError, match="given away"):
        memoryview(given)
    with pytest.raises(ValueError, match="given away"):
        given.shape  # noqa: B018
    del given
    assert b.tolist() == [3, 3, 3, 3]


def test_a_refused_request_does_not_use_up_what_is_given():
    given = fx.give(fx.zeros((2, 2), "f4"))
    with pytest.raises(BufferError):
        given.__arrow_c_array__()
    with pytest.raises(BufferError):
        given.__dlpack__(dl_device=(2, 0))
    assert not hasattr(given, "__array_interface__")
    copy = np.from_dlpack(given, copy=True)
    assert copy.flags.writeable
    assert memoryview(given).shape == (2, 2)


def test_memory_that_others_have_is_not_given():
    a = fx.zeros(4)
    b = np.asarray(a)
    with pytest.raises(BufferError, match="others have the memory"):
        fx.give(a)
    del b
    gc.collect()
    given = fx.give(a)
    with pytest.raises(ValueError, match="released or given away"):
        memoryview(a)
    with pytest.raises(ValueError, match="released or given away"):
        fx.give(a)
    assert np.from_dlpack(given).sum() == 0
    pinned = fx.zeros(4)
    address = pinned.__array_interface__["data"][0]
    assert address == pinned.address
    with pytest.raises(BufferError, match="__array_interface__"):
        fx.give(pinned)
    for foreign in (fx.accept(bytearray(4)), fx.share(fx.zeros(4))):
        with pytest.raises(BufferError, match="fishplate's own"):
            fx.give(foreign)


def test_a_released_array_is_empty_and_its_consumers_are_not():
    a = fx.zeros(4)
    b = np.asarray(a)
    a.release()
    a.release()
    assert "released" in repr(a)
    for use in (memoryview, np.from_dlpack, lambda a: a.address, len):
        with pytest.raises(ValueError, match="released"):
            use(a)
    b[:] = 2
    assert b.sum() == 8


def test_lock_takes_buffers_only():
    with pytest.raises(TypeError, match="locks memory"):
        fx.lock([1, 2])
    producer = bytearray(8)
    with fx.lock(producer), pytest.raises(BufferError):
        producer.append(1)
    producer.append(1)


def test_buffers_are_had_as_they_are_asked_for():
    import ctypes

    strided = fx.accept(np.zeros((3, 4), "f4")[:, ::2])
    fortran = fx.accept(np.zeros((3, 4), "f4", order="F"))
    flat = fx.accept(np.zeros(4, "f4"))
    read_only = fx.share(flat)
    get = ctypes.pythonapi.PyObject_GetBuffer
    get.argtypes = [ctypes.py_object, ctypes.c_void_p, ctypes.c_int]
    release = ctypes.pythonapi.PyBuffer_Release
    release.argtypes = [ctypes.c_void_p]

    class View(ctypes.Structure):
        _fields_ = [
            ("buf", ctypes.c_void_p),
            ("obj", ctypes.c_void_p),
            ("len", ctypes.c_ssize_t),
            ("itemsize", ctypes.c_ssize_t),
            ("readonly", ctypes.c_int),
            ("ndim", ctypes.c_int),
            ("format", ctypes.c_char_p),
            ("shape", ctypes.POINTER(ctypes.c_ssize_t)),
            ("strides", ctypes.POINTER(ctypes.c_ssize_t)),
            ("suboffsets", ctypes.c_void_p),
            ("internal", ctypes.c_void_p),
        ]

    simple, writable, fmt, shaped, strides = 0, 1, 4, 8, 0x18
    c, f, any_order = 0x38, 0x58, 0x98
    cases = {
        "flat": (flat, {simple: True, writable: True, shaped | fmt: True, c | f: True}),
        "read-only": (read_only, {simple: True, writable: False}),
        "strided": (strided, {simple: False, shaped: False, strides: True, any_order: False}),
        "fortran": (fortran, {simple: False, f: True, any_order: True, c: False}),
    }
    for obj, flags, is_had in (
        (obj, flags, is_had) for obj, asked in cases.values() for flags, is_had in asked.items()
    ):
        view = View(obj=1)
        if not is_had:
            with pytest.raises(BufferError):
                get(obj, ctypes.byref(view), flags)
            assert not view.obj, "a failed request leaves no object"
            continue
        get(obj, ctypes.byref(view), flags)
        assert bool(view.shape) == bool(flags & shaped)
        assert bool(view.strides) == (flags & strides == strides)
        assert bool(view.format) == bool(flags & fmt)
        assert view.itemsize == 4
        release(ctypes.byref(view))
    assert fx.give(fx.zeros(1)).readonly is False


def test_capsules_that_nobody_takes_free_their_memory():
    class Watched(np.ndarray):
        pass

    original = np.zeros(4, "f4").view(Watched)
    reference = weakref.ref(original)
    view = fx.accept(original)
    unused = [view.__dlpack__(max_version=(1, 0)), view.__dlpack__(), *view.__arrow_c_array__()]
    del original, view
    gc.collect()
    assert reference() is not None
    del unused
    gc.collect()
    assert reference() is None


def test_dlpack_words_are_understood():
    a = fx.zeros((2, 3), "f4")
    assert a.__dlpack_device__() == (1, 0)
    assert '"dltensor"' in repr(a.__dlpack__())
    assert '"dltensor"' in repr(a.__dlpack__(max_version=(0, 8)))
    assert '"dltensor_versioned"' in repr(
        a.__dlpack__(max_version=(1, 0), dl_device=(1, 0), copy=False)
    )
    with pytest.raises(BufferError, match="stream"):
        a.__dlpack__(stream=1)
    with pytest.raises(BufferError, match="cannot be moved"):
        a.__dlpack__(dl_device=(2, 0))
    copy = np.from_dlpack(a, copy=True)
    copy[:] = 1
    assert np.asarray(a).sum() == 0
    assert fx.accept(fx.share(a).__dlpack__(max_version=(1, 0), copy=True), copy=None).copied
    with pytest.raises(BufferError, match="copies the memory"):
        fx.accept(a.__dlpack__(max_version=(1, 0), copy=True))
