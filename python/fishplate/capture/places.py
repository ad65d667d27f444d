"""Where code of the targets is at work: the frames that a declaration was made through.

A chain goes from the statement that sets something outwards through helpers to the module's own
statement, and holds lines of the targets only.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import TypeAlias

    # File, line, and the first line of the function; 0 for a module's own statements.
    Place: TypeAlias = tuple[str, int, int]
    Chain: TypeAlias = tuple[Place, ...]

LONGEST = 8
DEEPEST = 200
MODULE = "<module>"
_frame = sys._getframe


class Places:
    """Knows the files of the targets.

    Parameters
    ----------
    files
        What each is called in the report, by its path as modules have it.
    """

    def __init__(self, files: dict[str, str]) -> None:
        self._files = files

    def chain(self) -> Chain:
        """The lines of the targets that led here, the innermost first."""
        found: list[Place] = []
        frame: FrameType | None = _frame(1)
        for _ in range(DEEPEST):
            if frame is None or len(found) == LONGEST:
                break
            code = frame.f_code
            is_module = code.co_name == MODULE
            shown = self._files.get(code.co_filename)
            if shown is not None:
                first = 0 if is_module else code.co_firstlineno
                found.append((shown, frame.f_lineno, first))
            if is_module:
                # Who imported the module has no part in what it declares.
                break
            frame = frame.f_back
        return tuple(found)

    def shown(self, file: str | None) -> str | None:
        """What a file is called in the report; none for what is no target."""
        return None if file is None else self._files.get(file)
