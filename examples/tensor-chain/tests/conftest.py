"""Arrays of every kind that a kernel meets, made by chance."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

settings.register_profile("chain", max_examples=100, deadline=None, derandomize=True)
settings.load_profile("chain")

LENGTHS = st.integers(0, 5)
NUMBERS = st.one_of(
    st.floats(-1e3, 1e3, width=32),
    st.sampled_from([0.0, -0.0, float("nan"), float("inf"), float("-inf"), 1e-40, 3e38]),
)


@st.composite
def arrays(draw, shape, dtype):
    """An array of that shape over larger memory: strided, turned round, transposed, misaligned."""
    steps = [draw(st.sampled_from([1, 1, 2, -1, -3])) for _ in shape]
    order = draw(st.permutations(range(len(shape))))
    whole = [abs(step) * max(length, 1) for step, length in zip(steps, shape, strict=True)]
    count = int(np.prod([whole[axis] for axis in order], dtype=int))
    offset = draw(st.sampled_from([0, 0, 1, 3]))
    memory = np.zeros(count * np.dtype(dtype).itemsize + offset, "u1")[offset:]
    laid = memory.view(dtype).reshape([whole[axis] for axis in order])
    made = laid.transpose(np.argsort(order)) if shape else laid
    # Without `...` an array of no dimensions would become a number.
    made = made[(*(slice(None, None, step) for step in steps), ...)]
    made = made[(*(slice(0, length) for length in shape), ...)]
    numbers = draw(st.lists(NUMBERS, min_size=made.size, max_size=made.size))
    made[...] = np.array(numbers, dtype).reshape(made.shape)
    return made
