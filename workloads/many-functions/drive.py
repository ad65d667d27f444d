"""The truth of `many-functions`; every contestant is called as `f(a, b)`."""


def reference(a: int, b: int) -> int:
    """Give the sum that every contestant must give."""
    return a + b
