"""Uses every function by position and by keyword, with each kind of argument.

It is for a type checker, and for a run against a library whose functions do nothing:
on the real one, the calls do whatever the functions do.
"""

from array import array
from typing import assert_type

import operations


class Index:
    """An integer by way of `__index__`."""

    def __index__(self) -> int:
        return 1


class Number:
    """A number by way of `__float__`."""

    def __float__(self) -> float:
        return 1.5


def main() -> None:
    """Calls every function."""
    assert_type(operations.add(1, True), int)
    assert_type(operations.add(a=1, b=True), int)
    assert_type(operations.add(True, Index()), int)
    assert_type(operations.add(a=True, b=Index()), int)
    assert_type(operations.add(Index(), 1), int)
    assert_type(operations.add(a=Index(), b=1), int)
    assert_type(operations.wide(1, True), int)
    assert_type(operations.wide(value=1, small=True), int)
    assert_type(operations.wide(True, Index()), int)
    assert_type(operations.wide(value=True, small=Index()), int)
    assert_type(operations.wide(Index(), 1), int)
    assert_type(operations.wide(value=Index(), small=1), int)
    assert_type(operations.narrow(1.5, 2), float)
    assert_type(operations.narrow(value=1.5, exact=2), float)
    assert_type(operations.narrow(2, Number()), float)
    assert_type(operations.narrow(value=2, exact=Number()), float)
    assert_type(operations.narrow(Number(), 1.5), float)
    assert_type(operations.narrow(value=Number(), exact=1.5), float)
    assert_type(operations.flip(True), bool)
    assert_type(operations.flip(value=True), bool)
    assert_type(operations.flip(False), bool)
    assert_type(operations.flip(value=False), bool)
    assert_type(operations.flip(True), bool)
    assert_type(operations.flip(value=True), bool)
    assert_type(operations.shift(operations.gear.BACK), operations.gear | int)
    assert_type(operations.shift(gear=operations.gear.BACK), operations.gear | int)
    assert_type(operations.shift(-1), operations.gear | int)
    assert_type(operations.shift(gear=-1), operations.gear | int)
    assert_type(operations.shift(operations.gear.BACK), operations.gear | int)
    assert_type(operations.shift(gear=operations.gear.BACK), operations.gear | int)
    assert_type(operations.grant(operations.rights.READ), operations.rights | int)
    assert_type(operations.grant(rights=operations.rights.READ), operations.rights | int)
    assert_type(operations.grant(1), operations.rights | int)
    assert_type(operations.grant(rights=1), operations.rights | int)
    assert_type(operations.grant(operations.rights.READ), operations.rights | int)
    assert_type(operations.grant(rights=operations.rights.READ), operations.rights | int)
    assert_type(operations.measure("text"), int)
    assert_type(operations.measure(text="text"), int)
    assert_type(operations.measure(b"text"), int)
    assert_type(operations.measure(text=b"text"), int)
    assert_type(operations.measure(None), int)
    assert_type(operations.measure(text=None), int)
    assert_type(operations.dot(array("d", [0.0, 1.0]), array("d", [0.0, 1.0])), float)
    assert_type(operations.dot(a=array("d", [0.0, 1.0]), b=array("d", [0.0, 1.0])), float)
    assert_type(operations.dot(array("d", [0.0, 1.0]), array("d", [0.0, 1.0])), float)
    assert_type(operations.dot(a=array("d", [0.0, 1.0]), b=array("d", [0.0, 1.0])), float)
    assert_type(operations.dot(array("d", [0.0, 1.0]), array("d", [0.0, 1.0])), float)
    assert_type(operations.dot(a=array("d", [0.0, 1.0]), b=array("d", [0.0, 1.0])), float)
    operations.axpy(1.5, array("f", [0.0, 1.0]), array("f", [0.0, 1.0]))
    operations.axpy(alpha=1.5, x=array("f", [0.0, 1.0]), y=array("f", [0.0, 1.0]))
    operations.axpy(2, array("f", [0.0, 1.0]), array("f", [0.0, 1.0]))
    operations.axpy(alpha=2, x=array("f", [0.0, 1.0]), y=array("f", [0.0, 1.0]))
    operations.axpy(Number(), array("f", [0.0, 1.0]), array("f", [0.0, 1.0]))
    operations.axpy(alpha=Number(), x=array("f", [0.0, 1.0]), y=array("f", [0.0, 1.0]))
    operations.quiet()
    operations.quiet()


if __name__ == "__main__":
    main()
