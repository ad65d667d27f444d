"""Verifies and times contestants in this interpreter, as a job of the lab tells it.

The job is a JSON file, the answers are JSON lines. Nothing is decided here: which rows
there are, how many processes and what the figures mean is the lab's business.
"""
