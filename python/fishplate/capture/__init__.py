"""Imports what a project declares of native code, with libraries that are not there.

`python -I -B FOLDER/fishplate/capture` reads a request from its standard input and answers on its
standard output, in frames that only this program and the one that asked can write. It runs other
people's code, so it is started in a jail and nowhere else. Nothing is judged here, and what the
code does to this program costs the code its answer, nobody else.
"""
