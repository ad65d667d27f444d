"""Why a fix is left to a person."""

from __future__ import annotations


class Refused(Exception):
    """A fix that has no sure place; the text says why, for a person."""
