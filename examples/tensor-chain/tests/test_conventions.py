"""Every calling convention in front of every layer: the same checks, the same answers."""

import contextlib
import sys

import numpy as np
import pytest
import tensor_chain as tc
from tensor_chain import _native

LAYERS = (
    "empty",
    "binding",
    "dispatcher",
    "dispatcher-by-name",
    "dispatcher-two-keys",
    "guard",
    "add_",
    "panics",
)
CONVENTIONS = (
    "varargs",
    "varargs-parsed",
    "varargs-keywords-parsed",
    "fastcall",
    "fastcall-keywords",
    "o",
)


def test_the_ladder_has_every_layer_by_every_convention():
    assert set(_native.LADDER) == {(layer, way) for layer in LAYERS for way in CONVENTIONS}


@pytest.mark.parametrize("way", CONVENTIONS)
def test_each_rung_does_what_it_says(way):
    a, b = tc.ones((3,))._base, tc.full((3,), 2.0)._base
    for layer in LAYERS[1:-2]:
        assert _native.LADDER[layer, way](a, b) is a
    assert _native.LADDER["empty", way](a, b) is None
    assert memoryview(a).tolist() == [1, 1, 1]
    assert _native.LADDER["add_", way](a, b) is a
    assert memoryview(a).tolist() == [3, 3, 3]


@pytest.mark.parametrize("way", CONVENTIONS)
@pytest.mark.parametrize("layer", LAYERS)
def test_a_wrong_number_of_arguments_is_refused_before_one_is_read(layer, way):
    function, a = _native.LADDER[layer, way], tc.ones((3,))._base
    for given in ((), (a,), (a, a, a), (a,) * 20):
        with pytest.raises(TypeError):
            function(*given)


@pytest.mark.parametrize("way", CONVENTIONS)
@pytest.mark.parametrize("layer", LAYERS[1:-1])
def test_what_is_no_tensor_is_refused(layer, way):
    function, a = _native.LADDER[layer, way], tc.ones((3,))._base
    for wrong in (None, 1, np.ones(3, "f4"), tc.ones((3,)), object()):
        with pytest.raises(TypeError):
            function(a, wrong)
        with pytest.raises(TypeError):
            function(wrong, a)


@pytest.mark.parametrize("way", ["varargs-keywords-parsed", "fastcall-keywords"])
def test_keywords_are_bound_by_their_names(way):
    function = _native.LADDER["add_", way]
    a, b = tc.ones((3,))._base, tc.full((3,), 2.0)._base
    assert function(b=b, a=a) is a
    assert function(a, b=b) is a
    assert memoryview(a).tolist() == [5, 5, 5]
    for given in ({"c": a}, {"a": a}, {"b": a, "c": a}, {"a": a, "b": a, "c": a}, {"": a}):
        with pytest.raises(TypeError):
            function(a, **given)
    with pytest.raises(TypeError):
        function(c=a, b=b)


@pytest.mark.parametrize("way", ["varargs", "varargs-parsed", "fastcall", "o"])
def test_keywords_are_refused_where_there_are_none(way):
    a = tc.ones((3,))._base
    with pytest.raises(TypeError, match="no keyword"):
        _native.LADDER["add_", way](a, b=a)


@pytest.mark.parametrize("way", CONVENTIONS)
def test_a_panic_leaves_as_an_exception(way):
    a = tc.ones((3,))._base
    with pytest.raises(BaseException, match="as it was asked to") as caught:
        _native.LADDER["panics", way](a, a)
    assert type(caught.value).__name__ == "PanicException"
    assert not isinstance(caught.value, Exception)


@pytest.mark.parametrize("way", CONVENTIONS)
@pytest.mark.parametrize("layer", LAYERS[:-1])
def test_no_call_leaks_a_reference(layer, way):
    function = _native.LADDER[layer, way]
    a, b = tc.ones((3,))._base, tc.ones((3,))._base

    def calls():
        for _ in range(100):
            function(a, b)
            with contextlib.suppress(TypeError):
                function(a, None)

    calls()
    before = sys.getrefcount(a), sys.getrefcount(b), sys.getrefcount(None)
    calls()
    after = sys.getrefcount(a), sys.getrefcount(b), sys.getrefcount(None)
    assert after[:2] == before[:2]
    assert abs(after[2] - before[2]) < 50


def test_the_methods_are_those_of_one_argument():
    a = tc.ones((3,))._base
    assert a.add_(a) is a
    assert _native.TensorBase.mul_(a, a) is a
    assert memoryview(a).tolist() == [4, 4, 4]
    assert _native.add_.__text_signature__ == "(a, b)"
    assert _native.TensorBase.add_.__text_signature__ == "($self, b, /)"
    with pytest.raises(TypeError):
        _native.TensorBase.add_(1, a)
