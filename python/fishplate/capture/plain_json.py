"""Writes JSON with nothing that an imported module can replace by assigning to another module.

Some packages put another encoder in the place of the standard one when they are imported.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Json: TypeAlias = "bool | int | str | list[Json] | tuple[Json, ...] | dict[str, Json] | None"

ESCAPES = {'"': '\\"', "\\": "\\\\"}
# Control characters, and halves of surrogate pairs, which have no UTF-8.
ESCAPES.update((chr(code), f"\\u{code:04x}") for code in [*range(0x20), *range(0xD800, 0xE000)])
TABLE = str.maketrans(ESCAPES)


def text(value: Json) -> str:
    """A value as JSON."""
    parts: list[str] = []
    write(value, parts)
    return "".join(parts)


def write(value: Json, parts: list[str]) -> None:
    """Put the JSON of a value behind some parts."""
    if value is None:
        parts.append("null")
    elif value is True:
        parts.append("true")
    elif value is False:
        parts.append("false")
    elif isinstance(value, int):
        parts.append(int.__repr__(value))
    elif isinstance(value, str):
        parts.append(f'"{str.translate(value, TABLE)}"')
    elif isinstance(value, dict):
        mark = "{"
        for key, item in value.items():
            parts.append(f'{mark}"{str.translate(key, TABLE)}":')
            write(item, parts)
            mark = ","
        parts.append("{}" if mark == "{" else "}")
    else:
        mark = "["
        for item in value:
            parts.append(mark)
            write(item, parts)
            mark = ","
        parts.append("[]" if mark == "[" else "]")
