"""What the kernels compute, held against NumPy."""

import numpy as np
import pytest
import tensor_chain as tc
from conftest import LENGTHS, arrays
from hypothesis import given
from hypothesis import strategies as st

DTYPES = st.sampled_from(["float32", "float64"])
PAIRS = {"add": np.add, "mul": np.multiply}


@st.composite
def fitting(draw, second_fills_first):
    """Two arrays whose shapes go together; the second fills the first where that is asked."""
    dtype = draw(DTYPES)
    shape = draw(st.lists(LENGTHS, max_size=4))

    def shortened():
        cut = draw(st.integers(0, len(shape)))
        return [draw(st.sampled_from([length, 1])) for length in shape[cut:]]

    first = shape if second_fills_first else draw(st.sampled_from([shape, shortened()]))
    second = draw(st.sampled_from([shape, shortened()]))
    return draw(arrays(first, dtype)), draw(arrays(second, dtype))


def same(ours, theirs):
    ours = ours.numpy()
    assert ours.dtype == theirs.dtype
    assert ours.shape == theirs.shape
    np.testing.assert_array_equal(ours, theirs)
    numbers = ~np.isnan(theirs)
    assert (np.signbit(ours) == np.signbit(theirs))[numbers].all()


@pytest.mark.parametrize("name", PAIRS)
@given(pair=fitting(second_fills_first=False))
def test_new_tensors_are_what_numpy_makes(name, pair):
    a, b = pair
    with np.errstate(all="ignore"):
        expected = np.asarray(PAIRS[name](a, b))
    made = getattr(tc, name)(tc.asarray(a), tc.asarray(b))
    same(made, expected)
    assert not np.shares_memory(made.numpy(), a)


@pytest.mark.parametrize("name", PAIRS)
@given(pair=fitting(second_fills_first=True))
def test_a_change_in_place_is_seen_by_the_array_and_touches_nothing_else(name, pair):
    a, b = pair
    memory = a
    while memory.base is not None:
        memory = memory.base
    before = memory.copy()
    expected = a.copy()
    with np.errstate(all="ignore"):
        PAIRS[name](expected, b, out=expected)
    changed = tc.asarray(a)
    assert getattr(changed, name + "_")(tc.asarray(b)) is changed
    same(changed, expected)
    same(changed, np.asarray(a))
    # The same elements written to what was there before make the same memory.
    offset = a.ctypes.data - memory.ctypes.data if a.size else 0
    np.ndarray(a.shape, a.dtype, before.data, offset, a.strides)[...] = a
    assert before.tobytes() == memory.tobytes()


@given(data=st.data(), dtype=DTYPES, lengths=st.tuples(LENGTHS, LENGTHS, LENGTHS))
def test_matrices_are_multiplied_as_numpy_does(data, dtype, lengths):
    m, k, n = lengths
    a = np.nan_to_num(data.draw(arrays([m, k], dtype)), posinf=7, neginf=-7).astype(dtype)
    b = np.clip(data.draw(arrays([k, n], dtype)), -1e3, 1e3)
    a, b = np.clip(a, -1e3, 1e3), np.asfortranarray(np.nan_to_num(b))
    made = tc.asarray(a) @ tc.asarray(b)
    assert made.shape == (m, n)
    np.testing.assert_allclose(made.numpy(), a @ b, rtol=1e-4, atol=1e-2)


@pytest.mark.parametrize("shape", [(1, 1, 1), (7, 13, 5), (64, 64, 64), (3, 1000, 2), (33, 6, 129)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_larger_matrices_are_multiplied_to_the_precision_of_their_type(shape, dtype):
    chance = np.random.default_rng(1)
    m, k, n = shape
    a, b = chance.normal(size=(m, k)).astype(dtype), chance.normal(size=(k, n)).astype(dtype)
    exact = a.astype("f16") @ b.astype("f16")
    bound = 4 * k * np.finfo(dtype).eps * (abs(a).astype("f16") @ abs(b).astype("f16"))
    made = (tc.asarray(a) @ tc.asarray(b)).numpy()
    assert made.dtype == dtype
    assert (abs(made - exact) <= bound).all()


def test_nan_and_infinity_go_through_a_product():
    a = np.array([[np.nan, 1.0], [np.inf, 0.0]])
    made = (tc.asarray(a) @ tc.asarray(np.array([[1.0], [0.0]]))).tolist()
    assert np.isnan(made[0][0])
    assert made[1][0] == np.inf


def test_large_tensors_in_every_order_of_memory():
    chance = np.random.default_rng(1)
    a, b = chance.normal(size=(501, 1003)), chance.normal(size=(501, 1003))
    for x, y in ((a, b), (a.T, b.T), (a[::2, ::3], b[::2, ::3]), (a, np.asfortranarray(b))):
        same(tc.asarray(x) + tc.asarray(y), x + y)


def test_numbers_take_the_element_type_of_the_tensor():
    for dtype in ("float32", "float64"):
        made = 2 * tc.ones((2,), dtype) + np.float32(0.5)
        assert (made.dtype, made.tolist()) == (dtype, [2.5, 2.5])
    made = tc.tensor([1.0, 2.0])
    address = made.numpy().ctypes.data
    made += 1
    made *= tc.tensor(10.0)
    assert made.tolist() == [20.0, 30.0]
    assert made.numpy().ctypes.data == address
