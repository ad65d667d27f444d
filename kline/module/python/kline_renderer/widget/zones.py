"""The offsets of a time zone from UTC, as the engine's time axis takes them, and texts of times."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

__all__ = ["Zone"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND_NS = 1_000_000_000
# No zone has changed its offset twice within a week and gone back.
STEP_S = 7 * 86_400
YEAR_S = 31_557_600


class Zone:
    """A time zone by its name, such as `Europe/Zurich`.

    Parameters
    ----------
    name
        Its name in the IANA data base.

    Raises
    ------
    ValueError
        If this machine knows no such zone.
    """

    def __init__(self, name: str = "UTC") -> None:
        self.name = name
        self._zone: tzinfo
        if name == "UTC":
            # Needs no data base, which a small machine may lack.
            self._zone = UTC
        else:
            try:
                self._zone = ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError, OSError) as error:
                raise ValueError(
                    f"this machine knows no time zone `{name}`; give one such as `Europe/Zurich`, "
                    "or install the package tzdata"
                ) from error
        self._known: tuple[int, int, list[tuple[int, int]]] = (0, -1, [])

    def offsets(self, first_ns: int, last_ns: int) -> list[tuple[int, int]]:
        """Offsets that hold from the first time to the last: each with the time it begins at.

        Returns
        -------
        list
            Pairs of a time in nanoseconds and an offset from UTC in seconds, in order.
        """
        if self._zone is UTC:
            return []
        # Whole years, so that panning seldom asks anew.
        first = (first_ns // SECOND_NS // YEAR_S - 1) * YEAR_S
        last = (last_ns // SECOND_NS // YEAR_S + 2) * YEAR_S
        if self._known[:2] != (first, last):
            self._known = (first, last, self._changes(first, last))
        return self._known[2]

    def _changes(self, first: int, last: int) -> list[tuple[int, int]]:
        offset = self._offset(first)
        changes = [(first, offset)]
        for end in range(first + STEP_S, last + STEP_S, STEP_S):
            if self._offset(end) == offset:
                continue
            low, high = end - STEP_S, end
            while high - low > 1:
                middle = (low + high) // 2
                if self._offset(middle) == offset:
                    low = middle
                else:
                    high = middle
            offset = self._offset(end)
            changes.append((high, offset))
        lowest, highest = -(2**63), 2**63 - 1
        return [(min(max(at * SECOND_NS, lowest), highest), offset) for at, offset in changes]

    def _offset(self, second: int) -> int:
        offset = self._local(second).utcoffset()
        return 0 if offset is None else round(offset.total_seconds())

    def _local(self, second: int) -> datetime:
        return (EPOCH + timedelta(seconds=second)).astimezone(self._zone)

    def day(self, time_ns: int) -> str:
        """The day and the month of a time."""
        local = self._local(time_ns // SECOND_NS)
        return f"{local.day} {local:%b}"

    def text(self, time_ns: int) -> str:
        """A time in words: the day, and the time of day unless it is midnight."""
        local = self._local(time_ns // SECOND_NS)
        day = f"{local:%a %Y-%m-%d}"
        if (local.hour, local.minute, local.second) == (0, 0, 0):
            return day
        return f"{day} {local:%H:%M:%S}" if local.second else f"{day} {local:%H:%M}"
