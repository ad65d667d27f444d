"""Which files and functions are worth working through, judged by their text.

A text is telling if it has a word that declarations are made with, a name of a library or of a
callback type, or a call of a native function that is not declared or takes another number of
arguments than is passed. Calls that fit their declaration tell nothing new.
"""

from __future__ import annotations

import re

from fishplate.declarations.values import (
    Callback,
    Function,
    Library,
    Native,
    Sequence,
    Value,
)

# Words that make a function's text worth working through though nobody calls it.
WORDS = frozenset(
    [
        "argtypes",
        "restype",
        "errcheck",
        "_fields_",
        "CFUNCTYPE",
        "WINFUNCTYPE",
        "PYFUNCTYPE",
        "CDLL",
        "PyDLL",
        "WinDLL",
        "OleDLL",
        "cdll",
        "windll",
        "pydll",
        "LoadLibrary",
        "load_library",
        "pythonapi",
        "cdef",
        "set_source",
        "dlopen",
        "struct",
        "data_as",
        "Structure",
    ]
)
# What makes a file worth working through: words of declarations, and types that are not called.
FILE_WORDS = re.compile(
    rb"\bc_\w+\b(?!\()|argtypes|restype|_fields_|FUNCTYPE|C?DLL\b|cdll|LoadLibrary|load_library|POINTER|cffi|\bstruct\b|ctypeslib|frombuffer|data_as|buffer_info|from_buffer|fishplate:"
)
WORD = re.compile(r"\w+")
CALL = re.compile(r"(\w+)\(")
OPENING, CLOSING = "([{", ")]}"
# How long the text of a call's arguments is looked at.
CALL_LENGTH = 2_000
QUOTED = re.compile(
    r"'''.*?'''|\"\"\".*?\"\"\"|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"|#[^\n]*", re.S
)
PART = re.compile(r"[()\[\]{},*]")


class Telling:
    """The names of what has been found, by which a text is judged."""

    __slots__ = ("_natives", "_words", "helpers")

    def __init__(self) -> None:
        self._words: set[str] = set(WORDS)
        # The names of functions that declare what their callers name.
        self.helpers: set[str] = set()
        self._natives: dict[str, list[Native]] = {}

    def add_word(self, word: str) -> None:
        """Take a word for telling."""
        self._words.add(word)

    def add_helper(self, function: Function) -> None:
        """Take the name of a function that declares what its callers name for telling."""
        name = function.name
        if name.startswith("__") and function.owner is not None:
            name = function.owner.name
        if name not in self._words:
            self._words.add(name)
            self.helpers.add(name)

    def add(self, name: str, value: Value) -> None:
        """Remember the name of a library, of a function of one, or of a callback type."""
        if isinstance(value, Native):
            natives = self._natives.setdefault(name, [])
            if value not in natives:
                natives.append(value)
        elif isinstance(value, (Callback, Library)):
            self._words.add(name)

    def add_symbols(self, natives: list[Native]) -> None:
        """Remember functions by their own names, too."""
        for native in natives:
            self.add(native.symbol, native)

    def judge(self, text: str) -> bool:
        """Whether a text is telling."""
        words = WORD.findall(text)
        if not self._words.isdisjoint(words):
            return True
        if self._natives.keys().isdisjoint(words):
            return False
        return any(
            not all(fits(native, text, call.end()) for native in self._natives[call[1]])
            for call in CALL.finditer(text)
            if call[1] in self._natives
        )


def fits(native: Native, text: str, start: int) -> bool:
    """Whether a call passes as many arguments as are declared."""
    count = count_arguments(text, start)
    if isinstance(native.arguments, Sequence) and not native.arguments.is_open:
        return count is None or count == len(native.arguments.items)
    # A call without arguments shows only that the function is used.
    return count == 0 and (native.first_set or native.first_use) is not None


def count_arguments(text: str, start: int) -> int | None:
    """The number of arguments behind an opening bracket; none if that does not show."""
    part = QUOTED.sub("0", text[start : start + CALL_LENGTH])
    depth, count, last = 0, 0, 0
    for found in PART.finditer(part):
        char = found[0]
        if char in OPENING:
            depth += 1
        elif char in CLOSING:
            depth -= 1
            if depth < 0:
                return count + bool(part[last : found.start()].strip())
        elif depth == 0:
            if char == "*" and not part[last : found.start()].strip():
                return None
            if char == ",":
                count, last = count + 1, found.end()
    return None
