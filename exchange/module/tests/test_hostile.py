"""Producers that lie: each is refused, deleted once for each capsule, and leaks nothing."""

import array
import ctypes
import gc
import mmap

import fishplate_exchange as fx
import hostile
import numpy as np
import pytest
from hostile import Producer


def version(major):
    def spoil(managed):
        managed.version.major = major

    return spoil


def tensor(**fields):
    def spoil(managed):
        for name, value in fields.items():
            setattr(managed.tensor, name, value)

    return spoil


def shape(*numbers):
    def spoil(managed):
        managed.tensor.ndim = len(numbers)
        for at, number in enumerate(numbers):
            managed.tensor.shape[at] = number
            managed.tensor.strides[at] = 1

    return spoil


def stride(number):
    def spoil(managed):
        managed.tensor.strides[0] = number

    return spoil


LIES = {
    "major version 2": version(2),
    "major version 0": version(0),
    "a negative length": shape(-4),
    "a product that overflows": shape(2**62, 2**62),
    "bytes that overflow": shape(2**62),
    "a huge stride": stride(2**61),
    "a huge negative stride": stride(-(2**61)),
    "a stride out of the address space": stride(2**58),
    "no memory": tensor(data=None),
    "no memory, with an offset": tensor(data=None, byte_offset=64),
    "no shape": tensor(shape=None),
    "65 dimensions": tensor(ndim=65),
    "minus one dimension": tensor(ndim=-1),
    "31 bits": tensor(bits=31),
    "4 lanes": tensor(lanes=4),
    "an unknown code": tensor(code=77),
    "an offset that overflows": tensor(byte_offset=2**64 - 1),
    "packed nibbles": tensor(code=17, bits=4),
    "memory of a GPU": tensor(device_type=2),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_refused_and_deleted_once_for_each_capsule(lie):
    producer = Producer(LIES[lie])
    before = hostile.alive()
    with pytest.raises((TypeError, BufferError, ValueError)) as refusal:
        fx.accept(producer, "float32")
    assert "dlpack" in str(refusal.value)
    gc.collect()
    assert producer.made >= 1
    assert producer.deleted == producer.made
    assert hostile.alive() == before


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_in_a_bare_capsule_leaves_the_capsule_usable(lie):
    producer = Producer(LIES[lie])
    capsule = producer.__dlpack__()
    for _ in range(2):
        with pytest.raises((TypeError, BufferError, ValueError)):
            fx.accept(capsule, "float32")
        assert producer.deleted == 0
    fx.explain(capsule)
    assert '"dltensor_versioned"' in repr(capsule)
    del capsule
    gc.collect()
    assert producer.deleted == 1


def test_misaligned_memory_is_refused_for_a_type_and_described_without_one():
    producer = Producer(tensor(byte_offset=2))
    with pytest.raises(BufferError, match="not aligned to 4 bytes"):
        fx.accept(producer, "float32")
    with fx.accept(producer) as view:
        assert view.address % 4 == 2
    assert fx.accept(producer, "float32", copy=None).address % 64 == 0
    gc.collect()
    assert producer.deleted == producer.made


def test_a_capsule_is_used_once():
    producer = Producer()
    capsule = producer.__dlpack__()
    view = fx.accept(capsule, "float32")
    with pytest.raises(BufferError, match="has been used"):
        fx.accept(capsule, "float32")
    assert producer.deleted == 0
    view.release()
    del capsule, view
    gc.collect()
    assert producer.deleted == 1


def test_a_refused_capsule_can_be_taken_by_somebody_else():
    producer = Producer()
    capsule = producer.__dlpack__()
    with pytest.raises(TypeError, match="float64"):
        fx.accept(capsule, "float64")
    assert fx.accept(capsule, "float32").shape == (4,)


def test_a_capsule_without_a_version_counts_as_read_only():
    producer = Producer(has_version=False)
    view = fx.accept(producer)
    assert (view.route, view.readonly) == ("dlpack-legacy", True)
    with pytest.raises(BufferError, match="read-only"):
        fx.accept(producer, writable=True)
    with pytest.raises(BufferError, match="max_version"):
        view.__dlpack__()
    del view
    gc.collect()
    assert producer.deleted == producer.made


def test_a_producer_without_a_deleter_is_taken():
    def spoil(managed):
        managed.deleter = type(managed.deleter)()

    assert fx.accept(Producer(spoil)).shape == (4,)


def test_a_capsule_of_another_name_is_refused():
    class Odd:
        def __dlpack__(self, **_words):
            return hostile.capsule(4096, b"something else")

    with pytest.raises(BufferError, match="no DLPack capsule"):
        fx.accept(Odd())


@pytest.mark.parametrize("given", [None, 3, (1, 2), ("a", "b"), object()])
def test_what_is_no_capsule_is_refused(given):
    class Odd:
        def __dlpack__(self, **_words):
            return given

        def __arrow_c_array__(self, *_words):
            return given

    with pytest.raises((BufferError, TypeError)):
        fx.accept(Odd())


def test_swapped_bytes_are_refused_by_every_route():
    a = np.arange(4, dtype=">f4")
    with pytest.raises(TypeError, match="swapped"):
        fx.accept(a, "float32")
    with pytest.raises(TypeError, match="swapped"):
        fx.accept(a, "float32", copy=None)
    view = fx.accept(a)
    assert view.dtype == "float32 with swapped bytes"
    with pytest.raises(BufferError):
        memoryview(view)


def test_null_strides_of_ctypes_are_c_order():
    view = fx.accept(((ctypes.c_float * 3) * 2)(), "float32")
    assert (view.shape, view.strides, view.readonly) == ((2, 3), (12, 4), False)


def test_empty_and_scalar_arrays_are_arrays():
    assert fx.accept(np.zeros((0, 3), "f4")).nbytes == 0
    assert fx.accept(b"").shape == (0,)
    assert fx.accept(np.float32(1.5)).shape == ()
    assert fx.accept(np.zeros((), "f8")).nbytes == 8
    assert fx.accept(Producer(shape(0))).shape == (0,)


@pytest.mark.parametrize("make", [lambda: bytearray(64), lambda: array.array("f", [1.0] * 16)])
def test_a_producer_cannot_resize_while_it_is_held(make):
    producer = make()
    view = fx.accept(producer)
    with pytest.raises(BufferError):
        producer.extend(producer)
    again = np.asarray(view)
    view.release()
    with pytest.raises(BufferError):
        producer.extend(producer)
    del again
    producer.extend(producer)


def test_a_map_cannot_close_while_it_is_held():
    producer = mmap.mmap(-1, 4096)
    with fx.lock(producer) as view:
        assert view.nbytes == 4096
        with pytest.raises(BufferError):
            producer.close()
    producer.close()


def test_exceptions_that_are_not_about_arrays_go_on():
    class Interrupted:
        def __dlpack__(self, **_words):
            raise KeyboardInterrupt

    class Broken:
        def __dlpack__(self, **_words):
            raise RuntimeError("of the producer's own")

    with pytest.raises(KeyboardInterrupt):
        fx.accept(Interrupted())
    with pytest.raises(BufferError, match="of the producer's own"):
        fx.accept(Broken())


INTERFACES = {
    "no dictionary": [],
    "no shape": {"typestr": "<f4", "data": (4096, False), "version": 3},
    "a mask": {"shape": (1,), "typestr": "<f4", "data": (4096, False), "mask": 1, "version": 3},
    "objects": {"shape": (1,), "typestr": "|O8", "data": (4096, False), "version": 3},
    "a negative length": {"shape": (-1,), "typestr": "<f4", "data": (4096, False), "version": 3},
    "an address of 0": {"shape": (1,), "typestr": "<f4", "data": (0, False), "version": 3},
    "an address that is none": {"shape": (1,), "typestr": "<f4", "data": "here", "version": 3},
    "an address out of the space": {
        "shape": (1,),
        "typestr": "<f4",
        "data": (2**63, False),
        "version": 3,
    },
    "a shape that overflows": {
        "shape": (2**62, 4),
        "typestr": "<f4",
        "data": (4096, False),
        "version": 3,
    },
    "lengths that are no numbers": {
        "shape": ("x",),
        "typestr": "<f4",
        "data": (4096, False),
        "version": 3,
    },
    "100 dimensions": {"shape": (1,) * 100, "typestr": "<f4", "data": (4096, False), "version": 3},
    "beyond its owner": {"shape": (1000,), "typestr": "<f4", "data": bytearray(4), "version": 3},
}


@pytest.mark.parametrize("lie", INTERFACES)
def test_an_interface_that_lies_is_refused_even_when_trusted(lie):
    class Odd:
        __array_interface__ = INTERFACES[lie]

    with pytest.raises((TypeError, BufferError, ValueError)) as refusal:
        fx.accept(Odd(), trust_pointer=True)
    assert "array-interface" in str(refusal.value)


def test_a_bare_address_must_be_trusted_by_name_and_is_held_against_its_owner():
    memory = bytearray(16)

    class Address:
        __array_interface__ = {"shape": (4,), "typestr": "<f4", "data": memory, "version": 3}

    with pytest.raises(BufferError, match="trust_pointer=True"):
        fx.accept(Address())
    view = fx.accept(Address(), "float32", trust_pointer=True)
    assert (view.route, view.shape, view.readonly) == ("array-interface", (4,), False)


def test_a_cuda_address_is_data_only():
    class Array:
        __cuda_array_interface__ = {
            "shape": (4,),
            "typestr": "<f4",
            "data": (4096, False),
            "version": 3,
        }

    with pytest.raises(BufferError, match="on cuda"):
        fx.accept(Array())
    view = fx.accept(Array(), device="cuda")
    assert (view.route, view.device, view.address) == ("cuda-interface", "cuda", 4096)
    assert not hasattr(view, "__array_interface__")
    for export in (memoryview, np.from_dlpack, lambda a: a.__dlpack__(max_version=(1, 0))):
        with pytest.raises((BufferError, TypeError, RuntimeError)):
            export(view)
    with pytest.raises(BufferError):
        fx.accept(Array(), copy=True)
