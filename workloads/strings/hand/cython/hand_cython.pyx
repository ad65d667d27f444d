# The C function through Cython, with bytes made first, as its guide to text has it.
# cython: language_level=3

cdef extern from "kernel.h":
    unsigned int c_head "head"(const char *text)


def head(str text not None):
    """The number of the beginning of a text."""
    made = text.encode("UTF-8")
    return c_head(made)
