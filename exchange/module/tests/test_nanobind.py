"""nanobind takes our arrays and gives us its own: the same addresses, and the same rights."""

import gc

import exchange_functions as ef
import fishplate_exchange as fx
import nano
import numpy as np
import pytest


def test_nanobind_takes_our_memory_and_writes_it():
    ours = fx.zeros(5, "float32")
    assert nano.address_of(ours) == ours.address
    nano.fill(ours, 2.5)
    assert np.asarray(ours).tolist() == [2.5] * 5


def test_nanobind_keeps_to_the_rights_of_what_we_hand_on():
    data = np.zeros(4, "f4")
    data.flags.writeable = False
    view = fx.accept(data)
    assert nano.address_of(view) == data.ctypes.data
    with pytest.raises(TypeError):
        nano.fill(view, 1.0)
    shared = fx.share(fx.zeros(4, "float32"))
    with pytest.raises(TypeError):
        nano.fill(shared, 1.0)


def test_what_nanobind_makes_is_ours_at_the_same_address():
    theirs = nano.zeros(6)
    view = fx.accept(theirs, "float32", ndim=1, writable=True)
    assert (view.address, view.shape, view.copied) == (nano.address_of(theirs), (6,), False)
    nano.fill(theirs, 3.0)
    assert np.asarray(view).tolist() == [3.0] * 6
    del theirs
    gc.collect()
    assert np.asarray(view).tolist() == [3.0] * 6, "the view keeps it"
    assert ef.lengths(nano.zeros(6), nano.zeros(2)) == 62


def test_what_nanobind_makes_stands_the_ordinary_checks():
    findings = fx.conformance(lambda: nano.zeros(8))
    assert [check for check in findings if check.outcome == "wrong"] == []
