"""What a type offers is remembered, and that is never believed against what it says today."""

import fishplate_exchange as fx
import numpy as np
import pyarrow
import pytest

ROW = np.arange(4, dtype="f4")
COLUMN = pyarrow.array(ROW)


def by_dlpack(_self, **words):
    return ROW.__dlpack__(**words)


def by_arrow(_self, requested_schema=None):
    return COLUMN.__arrow_c_array__(requested_schema)


def test_more_types_than_are_remembered_are_told_apart():
    kinds = [
        (type(f"Kind{at}", (), {name: method}), route)
        for at in range(100)
        for name, method, route in (
            ("__dlpack__", by_dlpack, "dlpack"),
            ("__arrow_c_array__", by_arrow, "arrow"),
        )
    ]
    for _ in range(3):
        for kind, route in kinds:
            assert fx.accept(kind(), "float32").route == route


def test_a_type_that_changes_is_asked_anew():
    class Changing:
        pass

    thing = Changing()
    with pytest.raises(TypeError):
        fx.accept(thing)
    Changing.__dlpack__ = by_dlpack
    assert fx.accept(thing).route == "dlpack"
    del Changing.__dlpack__
    Changing.__arrow_c_array__ = by_arrow
    assert fx.accept(thing).route == "arrow"
    del Changing.__arrow_c_array__
    with pytest.raises(TypeError):
        fx.accept(thing)
    thing.__dlpack__ = lambda **words: ROW.__dlpack__(**words)
    assert fx.accept(thing).route == "dlpack", "an attribute of the object alone"


def test_what_a_method_raises_in_a_hurry_is_told_or_passed_on():
    class Broken:
        def __init__(self, error):
            self.error = error

        def __arrow_c_array__(self, requested_schema=None):
            raise self.error

    with pytest.raises(BufferError, match="tried arrow: RuntimeError: no column today"):
        fx.accept(Broken(RuntimeError("no column today")))
    for passed in (KeyboardInterrupt(), MemoryError()):
        with pytest.raises(type(passed)):
            fx.accept(Broken(passed))


def test_an_arrow_array_that_is_refused_stays_with_its_capsule():
    class Once:
        capsules = COLUMN.__arrow_c_array__()

        def __arrow_c_array__(self, requested_schema=None):
            return self.capsules

    with pytest.raises(TypeError, match="float32, not float64"):
        fx.accept(Once(), "float64")
    assert np.asarray(fx.accept(Once(), "float32")).tolist() == [0, 1, 2, 3]
    with pytest.raises(BufferError, match="released or moved already"):
        fx.accept(Once(), "float32")
