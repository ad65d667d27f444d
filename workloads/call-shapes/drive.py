"""The truth and the rival of `call-shapes`: for each C function one in pure Python."""


def python_zero() -> int:
    """Give the constant of the C function."""
    return 1729


def python_one(a: int) -> int:
    """Give the argument."""
    return a


def python_two(a: int, b: int) -> int:
    """Add two integers."""
    return a + b


def python_eight(
    a: int,
    b: int,
    c: int = 3000,
    d: int = 4000,
    e: int = 5000,
    f: int = 6000,
    g: int = 7000,
    h: int = 8000,
) -> int:
    """Add eight integers; six have the defaults of the notes."""
    return a + b + c + d + e + f + g + h


def reference_one(a: int) -> int:
    """Give the argument as C gives it back: a truth value becomes a number."""
    return +a


reference_zero = python_zero
reference_two = python_two
reference_eight = python_eight
