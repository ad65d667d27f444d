"""Reads what Python sources declare of native code, without running them.

`python -I -S FOLDER/fishplate/declarations TARGET...` prints one JSON document: the `Declarations`
of the Rust crate `fishplate-model`. The sources are parsed and worked through with abstract
values: constants, types, libraries and native functions are known, everything else is unknown.
Nothing of a target is imported or executed, and nothing is judged here.
"""
