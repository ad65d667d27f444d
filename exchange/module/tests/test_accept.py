"""What `accept` takes, at which address, by which route, and in which words it refuses."""

import array
import ast
import ctypes
import inspect
import mmap
from pathlib import Path

import fishplate_exchange as fx
import ml_dtypes
import numpy as np
import pytest
from fishplate_exchange import _native

NAMES = [
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64", "complex64", "complex128",
]  # fmt: skip


def address_of(exporter):
    return np.frombuffer(exporter, np.uint8).ctypes.data


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "make", [lambda a: a, memoryview, lambda a: a.__dlpack__(max_version=(1, 0))]
)
def test_every_element_type_comes_in_and_goes_out(name, make):
    a = np.arange(6).reshape(2, 3).astype(name)
    view = fx.accept(make(a), name, shape=(2, None), order="C", writable=True)
    assert (view.address, view.dtype, view.shape, view.strides) == (
        a.ctypes.data,
        name,
        a.shape,
        a.strides,
    )
    assert not view.copied
    for back in (np.asarray(view), np.from_dlpack(view)):
        assert back.dtype == a.dtype
        assert back.ctypes.data == a.ctypes.data
        np.testing.assert_array_equal(back, a)


BYTES = {
    "bytes": lambda: b"0123456789abcdef",
    "bytearray": lambda: bytearray(16),
    "mmap": lambda: mmap.mmap(-1, 16),
    "memoryview": lambda: memoryview(bytearray(16)),
    "array": lambda: array.array("B", range(16)),
    "ctypes": lambda: (ctypes.c_ubyte * 16)(),
    "ctypes text": lambda: ctypes.create_string_buffer(16),
}


@pytest.mark.parametrize("kind", BYTES)
def test_bytes_of_any_kind_are_lent_and_read_as_what_is_asked(kind):
    producer = BYTES[kind]()
    view = fx.accept(producer, "uint8", ndim=1)
    assert (view.route, view.nbytes, view.readonly) == ("buffer", 16, kind == "bytes")
    assert view.address == address_of(producer)
    if view.address % 4 == 0:
        floats = fx.accept(producer, "float32", shape=(2, None), reinterpret=True)
        assert (floats.shape, floats.address) == ((2, 2), view.address)
    with pytest.raises(TypeError, match="uint8, not float32"):
        fx.accept(producer, "float32")


def test_bytes_that_do_not_fit_are_not_reinterpreted():
    for make, words in (
        (bytearray(15), {}),
        (bytearray(16), {"shape": (3,)}),
        (bytearray(16), {"shape": (None, None)}),
        (np.zeros(4, "f8"), {}),
    ):
        with pytest.raises((TypeError, BufferError, ValueError)):
            fx.accept(make, "float32", reinterpret=True, **words)
    shifted = memoryview(bytearray(17))[1:]
    assert fx.accept(shifted, "uint8").address % 4 != 0
    with pytest.raises(BufferError, match="not aligned"):
        fx.accept(shifted, "float32", reinterpret=True)
    with pytest.raises(TypeError, match="needs a `dtype`"):
        fx.accept(shifted, reinterpret=True)


def test_every_reason_is_told_at_once():
    a = np.zeros((4, 6), "f8")[::2, ::2]
    a.flags.writeable = False
    with pytest.raises(TypeError) as refusal:
        fx.accept(a, "float32", ndim=1, shape=(3,), order="C", writable=True)
    text = str(refusal.value)
    for part in (
        "asked: float32, 1 dimension, shape (3,), C order, on cpu, writable, aligned to 4 bytes",
        "offered: float64 (2, 3), strides (96, 16), read-only",
        "the elements are float64, not float32; convert them: `a.astype('float32')`",
        "there are 2 dimensions, not 1",
        "the shape is (2, 3), not (3,)",
        "the strides are (96, 16), not those of C order",
        "the memory is read-only",
        "tried buffer",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"dtype": "float64"}, TypeError),
        ({"dtype": "int32"}, TypeError),
        ({"ndim": 1}, BufferError),
        ({"order": "F"}, BufferError),
        ({"device": "cuda"}, BufferError),
        ({"shape": (2, 4)}, ValueError),
        ({"shape": (2, 4), "order": "F"}, BufferError),
    ],
)
def test_the_exception_says_the_kind_of_mistake(words, error):
    with pytest.raises((TypeError, BufferError, ValueError)) as refusal:
        fx.accept(np.zeros((2, 3), "f4"), **words)
    assert refusal.type is error


@pytest.mark.parametrize(
    ("words", "error"),
    [
        ({"dtype": "float33"}, TypeError),
        ({"dtype": object}, TypeError),
        ({"order": "X"}, ValueError),
        ({"device": "gpu"}, ValueError),
        ({"ndim": -1}, (OverflowError, TypeError, ValueError)),
        ({"shape": 3}, TypeError),
        ({"copy": "x"}, TypeError),
    ],
)
def test_words_without_a_meaning_are_refused(words, error):
    with pytest.raises(error):
        fx.accept(np.zeros(3), **words)


@pytest.mark.parametrize("named", ["f4", "<f4", "float32", np.float32, np.dtype("f4")])
def test_element_types_have_many_names(named):
    assert fx.accept(np.zeros(3, "f4"), named).dtype == "float32"


def test_python_types_name_their_numbers():
    assert fx.accept(np.zeros(3), float).dtype == "float64"
    assert fx.zeros(3, complex).dtype == "complex128"
    assert fx.zeros(3, ml_dtypes.bfloat16).dtype == "bfloat16"
    assert fx.zeros(3, np.dtype(ml_dtypes.float8_e4m3fn)).dtype == "float8_e4m3fn"


def test_nothing_is_copied_unasked():
    a = np.arange(12, dtype="f4").reshape(3, 4).T
    with pytest.raises(BufferError):
        fx.accept(a, order="C")
    copy = fx.accept(a, order="C", copy=None)
    assert (copy.copied, copy.address % 64, copy.readonly) == (True, 0, False)
    np.testing.assert_array_equal(np.asarray(copy), a)
    assert not fx.accept(a, copy=None).copied
    always = fx.accept(a, copy=True)
    assert always.copied
    assert always.address != a.ctypes.data
    with pytest.raises(TypeError):
        fx.accept(a, "float64", copy=True)
    with pytest.raises(ValueError, match="shape"):
        fx.accept(a, shape=(3, 4), copy=None)


def test_a_read_only_array_stays_so_through_every_hop():
    a = np.arange(4.0)
    a.flags.writeable = False
    view = fx.accept(a)
    for _ in range(3):
        assert view.readonly
        assert not np.asarray(view).flags.writeable
        assert not np.from_dlpack(view).flags.writeable
        assert memoryview(view).readonly
        assert view.__array_interface__["data"][1]
        with pytest.raises(BufferError, match="read-only"):
            view.__dlpack__()
        with pytest.raises(BufferError, match="read-only"):
            fx.accept(view, writable=True)
        view = fx.accept(view)


def test_the_memory_lives_as_long_as_the_last_consumer():
    view = fx.accept(np.arange(1000.0))
    consumers = [np.asarray(view), np.from_dlpack(view), memoryview(view)]
    del view
    for consumer in consumers:
        assert list(consumer[:3]) == [0.0, 1.0, 2.0]


def test_types_that_numpy_cannot_export_come_by_another_library():
    a = np.zeros(3, ml_dtypes.bfloat16)
    with pytest.raises((TypeError, BufferError)) as refusal:
        fx.accept(a)
    assert "tried buffer" in str(refusal.value)
    assert "tried dlpack" in str(refusal.value)


def test_explain_tells_every_route():
    told = fx.explain(np.zeros((2, 3), "f4"))
    assert told.route == "buffer"
    by_route = {offer.route: offer for offer in told.offers}
    assert by_route["dlpack"].is_offered
    assert by_route["buffer"].strides == (12, 4)
    assert not by_route["arrow"].is_offered
    assert "trust_pointer" in str(told)
    nothing = fx.explain(3)
    assert nothing.route is None
    assert "not there" in str(nothing)
    fx.explain(np.zeros(3, ml_dtypes.bfloat16))


def test_help_says_what_the_stub_says():
    stub = Path(fx.__file__).with_name("_native.pyi").read_text()
    functions = [node for node in ast.parse(stub).body if isinstance(node, ast.FunctionDef)]
    assert {node.name for node in functions} >= {"accept", "give", "lock", "share", "zeros"}
    for node in functions:
        assert inspect.getdoc(getattr(_native, node.name)) == ast.get_docstring(node), node.name
