"""Finds where in a Python file the text of a fix goes.

Nothing is written here, and nothing of a target is imported: a file is parsed, and the answer is
which of its bytes make room for which text.
"""
