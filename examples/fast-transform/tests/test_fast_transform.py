"""The right functions take what they can work on and refuse the rest; the wrong ones lose data."""

import array

import fast_transform as ft
import numpy as np
import pytest
import wrong_transform
import wrong_without_stl


def ones(count=4, dtype="f8"):
    return np.ones(count, dtype)


def read_only():
    values = ones()
    values.flags.writeable = False
    return values


def misaligned():
    return np.frombuffer(bytearray(33), "f8", offset=1)


def field_of_packed_records():
    return np.zeros(4, np.dtype([("flag", "i1"), ("value", "f8")]))["value"]


@pytest.mark.parametrize("shape", [(), (0,), (5,), (2, 3), (2, 0, 3), (2, 2, 2)])
def test_contiguous_arrays_are_changed_in_place(shape):
    values = np.full(shape, 1.5)
    address = values.ctypes.data
    assert ft.twice(values) is None
    assert values.ctypes.data == address
    assert (values == 3.0).all()


@pytest.mark.parametrize("part", [np.s_[:], np.s_[::2], np.s_[::-1], np.s_[1:9:3], np.s_[3:3]])
def test_strides_are_walked_and_what_lies_between_stays(part):
    memory = np.arange(10.0)
    expected = memory.copy()
    expected[part] *= 2
    ft.twice_strided(memory[part])
    np.testing.assert_array_equal(memory, expected)
    assert ft.total(memory[part]) == expected[part].sum()


def test_a_column_and_a_broadcast_are_read_right():
    assert ft.total(np.arange(12.0).reshape(3, 4)[:, 1]) == 15.0
    assert ft.total(np.broadcast_to(2.0, (5,))) == 10.0


@pytest.mark.parametrize("function", [ft.twice, ft.twice_strided, ft.total])
@pytest.mark.parametrize(
    "values",
    [
        *(ones(dtype=dtype) for dtype in ("f4", ">f8", "i8", "c16", "O")),
        *([1.0, 2.0], (1.0, 2.0), 1.0, None, "1"),
        *(array.array("d", [1.0, 2.0]), memoryview(ones())),
    ],
    ids=repr,
)
def test_other_elements_and_other_objects_are_refused_and_not_copied(function, values):
    with pytest.raises(TypeError, match="incompatible function arguments"):
        function(values)


def test_float32_is_as_it_was_after_the_refusal():
    values = ones(dtype="f4")
    with pytest.raises(TypeError):
        ft.twice(values)
    assert values.dtype == np.float32
    assert values.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "values",
    [np.ones(8)[::2], np.ones((2, 3)).T, np.asfortranarray(np.ones((2, 3))), np.ones(4)[::-1]],
)
def test_contiguity_is_asked_for_and_not_made(values):
    with pytest.raises(TypeError):
        ft.twice(values)
    assert (values == 1).all()


@pytest.mark.parametrize("function", [ft.twice, ft.twice_strided])
def test_read_only_memory_is_not_written(function):
    for values in (read_only(), np.frombuffer(bytes(32), "f8"), np.broadcast_to(np.ones(1), (1,))):
        before = values.tolist()
        with pytest.raises(BufferError, match=r"read-only; hand in a copy: values.copy\(\)"):
            function(values)
        assert values.tolist() == before
    assert ft.total(read_only()) == 4.0


def test_misaligned_elements_are_refused():
    assert not misaligned().flags.aligned
    for function in (ft.twice, ft.twice_strided, ft.total):
        with pytest.raises(BufferError, match="not aligned"):
            function(misaligned())
    for function in (ft.twice_strided, ft.total):
        with pytest.raises(BufferError, match="not aligned"):
            function(field_of_packed_records())


def test_more_dimensions_are_refused_where_one_is_meant():
    for function in (ft.twice_strided, ft.total):
        with pytest.raises(BufferError, match="2 dimensions, not 1"):
            function(np.ones((2, 2)))


def test_parameters_go_by_name():
    assert ft.total(values=ones()) == 4.0
    with pytest.raises(TypeError):
        ft.total(ones(), ones())


# What follows holds the wrong ways to what they do, so that the README does not say it untested.


def test_wrong_a_default_array_t_loses_what_it_writes():
    right, copied = ones(), ones(dtype="f4")
    wrong_transform.twice_converting(right)
    wrong_transform.twice_converting(copied)
    assert right.tolist() == [2, 2, 2, 2]
    assert copied.tolist() == [1, 1, 1, 1], "the write went into a copy, without a word"
    assert wrong_transform.twice_converting([1.0, 2.0]) is None


def test_wrong_c_style_alone_still_copies():
    for copied in (ones(dtype="f4"), np.ones(8)[::2]):
        wrong_transform.twice_made_contiguous(copied)
        assert (copied == 1).all()


def test_wrong_a_pointer_without_strides_reads_what_lies_between():
    values = np.arange(10.0)[::2]
    assert values.sum() == 20.0
    assert wrong_transform.total_by_pointer(values) == 10.0


def test_wrong_a_list_by_reference_is_a_copy():
    values = [1.0, 2.0]
    wrong_transform.twice_list(values)
    assert values == [1.0, 2.0]


def test_wrong_without_the_stl_header_it_compiles_and_every_call_fails():
    with pytest.raises(TypeError, match="incompatible function arguments"):
        wrong_without_stl.twice_list([1.0, 2.0])
