"""The truth and the rivals of `strings`; every contestant is called as `f(text)`."""


def reference(text: str | bytes) -> int:
    """Make the number of the first 16 bytes."""
    encoded = text if isinstance(text, bytes) else text.encode()
    number = 0
    for byte in encoded[:16]:
        number = (31 * number + byte) % 2**32
    return number


def python_encode(text: str) -> bytes:
    """Make the bytes and do nothing with them."""
    return text.encode()


def look(answer: int | bytes) -> int:
    """Give the number of what a row made."""
    return reference(answer) if isinstance(answer, bytes) else answer
