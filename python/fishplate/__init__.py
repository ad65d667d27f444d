"""The part of fishplate that must run inside a Python interpreter."""

__version__ = "0.1.0"
