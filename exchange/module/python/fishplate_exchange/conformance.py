"""Holds a producer of arrays against the protocols: ordinary requests, and hostile ones.

The producer is only asked what any consumer may ask. Checks that a mistake could crash are not run
on this interpreter's behalf: hand in a producer that may be asked.
"""

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from fishplate_exchange._native import accept, describe


@dataclass(frozen=True)
class Check:
    """One check of a producer.

    Attributes
    ----------
    name
        What is checked.
    outcome
        `ok`, `wrong`, or `not offered`.
    detail
        What was seen, and what the protocol asks for.
    """

    name: str
    outcome: str
    detail: str = ""


def conformance(producer: Callable[[], Any]) -> list[Check]:
    """Check a producer of arrays against the protocols that it offers.

    Parameters
    ----------
    producer
        Makes a new object with an array at each call; it is called a few dozen times.

    Returns
    -------
    list of Check
        Every check; those that are `wrong` say what the protocol asks for.

    Raises
    ------
    TypeError
        If what `producer` makes offers no array at all.

    Source: PEP 3118; DLPack 1.3; Python array API standard 2023.12; Arrow PyCapsule interface.
    """
    offered = [row["route"] for row in describe(producer()) if row["offered"]]
    if not offered:
        raise TypeError("the producer makes objects that offer no array; see `explain`")
    return [check for check_of in _CHECKS for check in check_of(producer)]


def _verdict(name: str, fault: str | None) -> Check:
    return Check(name, "wrong", fault) if fault else Check(name, "ok")


def _routes_agree(producer: Callable[[], Any]) -> Iterator[Check]:
    """All routes describe the same memory, but for rights that a route cannot say."""
    rows = [row for row in describe(producer()) if row["offered"]]
    for row in rows[1:]:
        faults = [
            f"{key} is {row[key]!r} by {row['route']} and {rows[0][key]!r} by {rows[0]['route']}"
            for key in ("dtype", "shape", "device", "address")
            if row[key] != rows[0][key]
        ]
        yield _verdict(f"{rows[0]['route']} and {row['route']} agree", "; ".join(faults) or None)
    yield from _bounds(rows)


def _bounds(rows: list[Any]) -> Iterator[Check]:
    """An address stays within the buffer of its owner."""
    by_route = {row["route"]: row for row in rows}
    if "buffer" in by_route and "array-interface" in by_route:
        (low, high), (first, last) = (
            by_route["buffer"]["extent"],
            by_route["array-interface"]["extent"],
        )
        beyond = f"{first:#x} to {last:#x} is beyond {low:#x} to {high:#x}"
        yield _verdict(
            "array-interface stays within the buffer",
            None if low <= first and last <= high else beyond,
        )


def _dlpack_words(producer: Callable[[], Any]) -> Iterator[Check]:
    """`__dlpack__` takes the words of the standard and gives the flavour that was asked for."""
    method = getattr(producer(), "__dlpack__", None)
    if method is None:
        yield Check("__dlpack__", "not offered")
        return
    for name, words, wanted in (
        (
            "max_version=(1, 0) gives a versioned capsule",
            {"max_version": (1, 0)},
            '"dltensor_versioned"',
        ),
        (
            "max_version=(99, 0) gives a versioned capsule",
            {"max_version": (99, 0)},
            '"dltensor_versioned"',
        ),
        ("without max_version the capsule has no version", {}, '"dltensor"'),
        ("copy=False is understood", {"max_version": (1, 0), "copy": False}, '"dltensor'),
    ):
        made = _attempt(partial(producer().__dlpack__, **words))
        if isinstance(made, BufferError) and not words:
            yield Check(name, "ok", "refused, as read-only memory must be")
        elif isinstance(made, Exception):
            yield Check(
                name,
                "wrong",
                f"{type(made).__name__}: {made}; see the array API standard, `__dlpack__`",
            )
        else:
            yield _verdict(name, None if wanted in repr(made) else f"got {made!r}, wanted {wanted}")
    yield from _hostile_words(producer)


def _hostile_words(producer: Callable[[], Any]) -> Iterator[Check]:
    """What no consumer should ask is refused by an exception of the right kind."""
    for name, words in (
        ("another device is refused", {"dl_device": (99, 0)}),
        ("a version that is no pair is refused", {"max_version": "1.0"}),
        ("an unknown word is refused", {"max_verzion": (1, 0)}),
    ):
        made = _attempt(partial(producer().__dlpack__, **words))
        fits = isinstance(made, (BufferError, TypeError, ValueError, NotImplementedError))
        yield _verdict(
            name, None if fits else f"got {made!r}, wanted BufferError, TypeError or ValueError"
        )


def _copies(producer: Callable[[], Any]) -> Iterator[Check]:
    """`copy=True` copies, and says so."""
    if not hasattr(producer(), "__dlpack__"):
        return
    original = producer()
    made = _attempt(lambda: original.__dlpack__(max_version=(1, 0), copy=True))
    if isinstance(made, Exception):
        yield Check("copy=True", "not offered", f"{type(made).__name__}: {made}")
        return
    copy = accept(made, copy=None)
    plain = accept(original.__dlpack__(max_version=(1, 0)), copy=None)
    same = copy.address == plain.address and copy.nbytes > 0
    yield _verdict("copy=True copies", "the copy has the address of the original" if same else None)
    yield _verdict(
        "a copy is marked as one", None if copy.copied else "the flag IS_COPIED is not set"
    )


def _lifetimes(producer: Callable[[], Any]) -> Iterator[Check]:
    """The memory outlives its producer, and nothing keeps the producer afterwards."""
    kept = accept(producer(), device=None)
    gc.collect()
    before = _bytes_of(kept)
    again = _bytes_of(kept)
    yield _verdict("memory outlives the object", None if before == again else "the bytes changed")
    kept.release()
    for name, use in (
        (
            "a view that is released lets the producer go",
            lambda obj: accept(obj, device=None).release(),
        ),
        (
            "an unused capsule lets the producer go",
            lambda obj: getattr(obj, "__dlpack__", lambda: None)(),
        ),
        ("a view released on another thread lets the producer go", _released_elsewhere),
    ):
        watched = _attempt(lambda: _watch(producer()))
        if isinstance(watched, Exception):
            yield Check(name, "not offered", "the object cannot be referred to weakly")
            continue
        obj, reference = watched
        outcome = _attempt(partial(use, obj))
        del obj, watched, outcome
        gc.collect()
        yield _verdict(
            name, None if reference() is None else "the object is still alive; a reference leaks"
        )


def _watch(obj: object) -> tuple[object, "weakref.ref[object]"]:
    return obj, weakref.ref(obj)


def _released_elsewhere(obj: object) -> None:
    view = accept(obj, device=None)
    thread = threading.Thread(target=view.release)
    thread.start()
    thread.join()


def _bytes_of(view: Any) -> bytes:
    return bytes(memoryview(view)) if view.device == "cpu" and view.dtype != "bfloat16" else b""


def _capsules_are_used_once(producer: Callable[[], Any]) -> Iterator[Check]:
    """A capsule that was taken has its used name."""
    if not hasattr(producer(), "__dlpack__"):
        return
    capsule = _attempt(partial(producer().__dlpack__, max_version=(1, 0)))
    if isinstance(capsule, Exception):
        return
    accept(capsule, device=None, copy=None).release()
    yield _verdict(
        "a taken capsule is marked", None if '"used_dltensor' in repr(capsule) else repr(capsule)
    )


def _buffers(producer: Callable[[], Any]) -> Iterator[Check]:
    """Buffers keep to what was asked of them."""
    try:
        view = memoryview(producer())
    except (TypeError, BufferError, ValueError):
        yield Check("buffer", "not offered")
        return
    size = view.itemsize
    for length in view.shape or ():
        size *= length
    yield _verdict(
        "len is the product of shape and item size",
        None if view.nbytes == size else f"{view.nbytes} and {size}",
    )
    yield _verdict("item size is above 0", None if view.itemsize > 0 else str(view.itemsize))


def _attempt(call: Callable[[], Any]) -> Any:
    """What the call gives, or the exception that it raises."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - the exception is what is looked at
        return error


_CHECKS = (_routes_agree, _buffers, _dlpack_words, _copies, _capsules_are_used_once, _lifetimes)
