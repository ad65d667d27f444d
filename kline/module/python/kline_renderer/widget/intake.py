"""Finds prices, volumes and times in a table of any library, by the names of its columns.

Nothing is converted here: the columns go to the engine as they are.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

__all__ = ["Columns", "columns_of"]

NAMES = {
    "opens": ("open", "opens", "o"),
    "highs": ("high", "highs", "h"),
    "lows": ("low", "lows", "l"),
    "closes": ("close", "closes", "c"),
    "volumes": ("volume", "volumes", "vol", "v"),
    "times": ("time", "times", "timestamp", "datetime", "date", "ts", "t"),
}
NEEDED = ("opens", "highs", "lows", "closes")


class Columns(NamedTuple):
    """The columns of a table."""

    opens: Any
    highs: Any
    lows: Any
    closes: Any
    volumes: Any = None
    times: Any = None


def names_in(table: Any) -> list[Any]:
    """The names of the columns of a data frame, Arrow table, structured array or mapping."""
    for found in (
        getattr(table, "column_names", None),
        getattr(table, "columns", None),
        getattr(getattr(table, "dtype", None), "names", None),
    ):
        if isinstance(found, Iterable):
            return list(found)
    keys = getattr(table, "keys", None)
    if callable(keys):
        return list(keys())
    raise TypeError(
        f"`{type(table).__name__}` is no table; give a data frame, an Arrow table, a structured "
        "array or a dict of columns"
    )


def columns_of(table: Any) -> Columns:
    """The columns of `table`, whose names may be in any case.

    Raises
    ------
    TypeError
        If it is no table.
    ValueError
        If a price is missing, or two columns could be the same thing; the message names them.
    """
    names = names_in(table)
    found: dict[str, Any] = {}
    for role, spellings in NAMES.items():
        fitting = [name for name in names if str(name).strip().lower() in spellings]
        if len(fitting) > 1:
            raise ValueError(f"columns {fitting} could all be `{role}`; keep one of them")
        if fitting:
            found[role] = table[fitting[0]]
    missing = [NAMES[role][0] for role in NEEDED if role not in found]
    if missing:
        raise ValueError(
            f"no column is called {' or '.join(f'`{name}`' for name in missing)}; there are {names}"
        )
    if "times" not in found:
        index = getattr(table, "index", None)
        if str(getattr(index, "dtype", "")).startswith("datetime64"):
            found["times"] = index
    return Columns(**found)
