"""The checks of `conformance`: good producers pass, and each broken one fails by name."""

import fishplate_exchange as fx
import numpy as np
import pyarrow
import pytest
from hostile import Producer


def wrong(producer):
    return {
        check.name: check.detail for check in fx.conformance(producer) if check.outcome == "wrong"
    }


@pytest.mark.parametrize(
    "producer",
    [
        lambda: np.arange(6, dtype="f4"),
        lambda: np.arange(6.0).reshape(2, 3).T,
        lambda: fx.zeros((2, 3), "f4"),
        lambda: fx.share(fx.zeros(4)),
        lambda: fx.accept(np.arange(6, dtype="i4")),
        lambda: bytearray(8),
        lambda: memoryview(b"abc"),
    ],
)
def test_good_producers_pass(producer):
    assert wrong(producer) == {}


def test_what_offers_nothing_is_an_error():
    with pytest.raises(TypeError, match="explain"):
        fx.conformance(lambda: 3)


class Plain:
    """Passes requests on to a NumPy array, so that one thing can be broken at a time."""

    def __init__(self):
        self.array = np.arange(6, dtype="f4")

    def __dlpack_device__(self):
        return (1, 0)

    def __dlpack__(self, **words):
        return self.array.__dlpack__(**words)

    @property
    def __array_interface__(self):
        return self.array.__array_interface__


class IgnoresVersion(Plain):
    def __dlpack__(self, **words):
        return self.array.__dlpack__()


class OldWords(Plain):
    def __dlpack__(self, *, stream=None):
        return self.array.__dlpack__()


class IgnoresDevice(Plain):
    def __dlpack__(self, *, max_version=None, copy=None, stream=None, dl_device=None):
        return self.array.__dlpack__(max_version=max_version, copy=copy)


class CopyIsNone(Plain):
    def __dlpack__(self, *, copy=None, **words):
        return self.array.__dlpack__(**words)


class OtherAddress(Plain):
    @property
    def __array_interface__(self):
        return {**self.array.__array_interface__, "data": (self.array.ctypes.data + 4, False)}


class Leaks(Plain):
    kept = []

    def __dlpack__(self, **words):
        self.kept.append(self)
        return super().__dlpack__(**words)


@pytest.mark.parametrize(
    ("producer", "name"),
    [
        (IgnoresVersion, "max_version=(1, 0) gives a versioned capsule"),
        (OldWords, "max_version=(99, 0) gives a versioned capsule"),
        (OldWords, "copy=False is understood"),
        (IgnoresDevice, "another device is refused"),
        (CopyIsNone, "copy=True copies"),
        (CopyIsNone, "a copy is marked as one"),
        (OtherAddress, "dlpack and array-interface agree"),
        (Leaks, "an unused capsule lets the producer go"),
    ],
)
def test_each_broken_producer_fails_by_name(producer, name):
    assert name in wrong(producer)


def test_a_producer_that_lies_offers_no_array():
    def spoil(managed):
        managed.tensor.shape[0] = -1

    with pytest.raises(TypeError, match="offer no array"):
        fx.conformance(lambda: Producer(spoil))


def test_other_libraries_are_checked_as_they_are():
    names = [check.name for check in fx.conformance(lambda: pyarrow.array([1.0, 2.0]))]
    assert len(names) > 5
