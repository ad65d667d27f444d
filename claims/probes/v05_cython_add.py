"""V-05: the Cython example compiles, and takes the fraction off a float in silence."""

import Cython
from seeing import Seen, cython_module

ADD = """
cdef int c_add(int a, int b) nogil:
    return a + b

def add(int a, int b):
    return c_add(a, b)
"""

seen = Seen()
added = cython_module(seen, "article_cython", ADD)
seen.that("it adds", added.add(1, 2) == 3, f"Cython {Cython.__version__}")
seen.that("keywords are there", added.add(a=1, b=2) == 3)
seen.that("1.5 becomes 1", added.add(1.5, 1) == 2)
seen.raises(OverflowError, "what is no C int is refused", lambda: added.add(2**31, 0))
seen.end()
