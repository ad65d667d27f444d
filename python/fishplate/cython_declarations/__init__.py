"""Reads what Cython sources declare of native code, with Cython's own parser.

It runs in a process of its own, and parses only.
"""
