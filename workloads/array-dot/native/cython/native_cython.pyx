# The inner product itself in Cython: a typed loop over memoryviews, without the checks of each
# index, as Cython's documentation writes one.
# cython: language_level=3, boundscheck=False, wraparound=False


def dot(const double[::1] a, const double[::1] b):
    """Inner product of two arrays."""
    if a.shape[0] != b.shape[0]:
        raise ValueError("the arrays differ in length")
    cdef double total = 0.0
    cdef Py_ssize_t i
    for i in range(a.shape[0]):
        total += a[i] * b[i]
    return total
