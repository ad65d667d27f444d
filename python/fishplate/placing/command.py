"""The command: reads fixes as JSON, and answers which bytes of which file they change."""

from __future__ import annotations

import ast
import hashlib
import json
import sys
import warnings
from typing import TypedDict

from fishplate.declarations.source import Unreadable, decode
from fishplate.placing.names import Names
from fishplate.placing.refused import Refused
from fishplate.placing.statements import attribute, instead
from fishplate.placing.text import Edit, Text

CHANGED = "the file would no longer be Python as it was; make this change by hand"


class Fix(TypedDict):
    """A fix and the place of its finding."""

    line: int
    column: int
    symbol: str
    text: str
    instead: str | None
    attribute: str | None


class Bytes(TypedDict):
    """The bytes of a file that an edit changes, and the text for them."""

    start: int
    end: int
    text: str


class Answer(TypedDict):
    """What becomes of the fixes of one file, by their places in the list."""

    sha256: str
    edits: list[Bytes]
    placed: list[int]
    refused: list[tuple[int, str]]


def main() -> int:
    """Answer the question on standard input."""
    files = json.load(sys.stdin.buffer)["files"]
    sys.setrecursionlimit(20_000)
    answers: list[Answer] = []
    for file in files:
        with open(file["path"], "rb") as opened:
            answers.append(place(file["path"], opened.read(), file["fixes"]))
    json.dump({"files": answers}, sys.stdout)
    return 0


def place(path: str, data: bytes, fixes: list[Fix]) -> Answer:
    """Which bytes of a file its fixes change.

    Parameters
    ----------
    path
        The file, for messages.
    data
        Its bytes.
    fixes
        What is to be changed.

    Returns
    -------
    dict
        The edits in order, none over another, and what was placed and refused.
    """
    answer: Answer = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "edits": [],
        "placed": [],
        "refused": [],
    }
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = Text(path, data)
    except Unreadable as error:
        answer["refused"] = [(index, error.why) for index in range(len(fixes))]
        return answer
    names = Names(text)
    edits: list[Edit] = []
    for index, fix in enumerate(fixes):
        try:
            new = new_edit(edits, text, names, fix)
            if new is not None:
                edits.append(new)
            answer["placed"].append(index)
        except Refused as error:
            answer["refused"].append((index, str(error)))
    edits += names.edits()
    edits.sort(key=lambda one: (one.start, one.end))
    try:
        answer["edits"] = proven(text, edits)
    except (Unreadable, SyntaxError, UnicodeError, ValueError, RecursionError):
        answer["refused"] += [(index, CHANGED) for index in answer["placed"]]
        answer["placed"] = []
    return answer


def new_edit(edits: list[Edit], text: Text, names: Names, fix: Fix) -> Edit | None:
    """The edit of one fix; none where another fix has made the same one.

    Raises
    ------
    Refused
        If it has no sure place or no sure spelling, or another fix changes the same text.
    """
    # The place is sought first: a name that is spelt may have to be imported.
    draft = edit_of(text, fix, "None")
    over = [one for one in edits if draft.start < one.end and one.start < draft.end]
    edit = edit_of(text, fix, names.spell(fix["text"], fix["line"]))
    if edit in over:
        return None
    if over:
        raise Refused("another fix changes the same text; run it again for this one")
    return edit


def edit_of(text: Text, fix: Fix, new: str) -> Edit:
    """The edit that puts a text into the place of a fix."""
    line, column = fix["line"], fix["column"]
    if fix["instead"] is not None:
        return instead(text, line, column, fix["instead"], new)
    return attribute(text, line, column, fix["symbol"], fix["attribute"] or "", new)


def proven(text: Text, edits: list[Edit]) -> list[Bytes]:
    """The edits in bytes, after making sure that they give Python again."""
    places: list[Bytes] = []
    data, at = b"", 0
    for edit in edits:
        start, end = text.byte(edit.start), text.byte(edit.end)
        data += text.data[at:start] + edit.text.encode(text.coding)
        at = end
        places.append({"start": start, "end": end, "text": edit.text})
    data += text.data[at:]
    after = text.edited(edits)
    # The edits are written as UTF-8, which other codings share no more than ASCII with.
    if decode(data) != after or not all(edit.text.isascii() or text.is_utf8 for edit in edits):
        raise ValueError
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ast.parse(after)
    return places
