"""The enumerations of the library."""

import enum


class gear(enum.IntEnum):
    """How to go."""

    BACK = -1
    IDLE = 0
    FORWARD = 1


class rights(enum.IntFlag):
    """What may be done."""

    READ = 1
    WRITE = 2


_gear_by_value: dict[int, gear] = {int(member): member for member in gear}

_rights_by_value: dict[int, rights] = {int(member): member for member in rights}
