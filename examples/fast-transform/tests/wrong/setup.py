"""Builds the wrong ways, for the tests alone: with the header that converts lists, and without."""

from pybind11.setup_helpers import Pybind11Extension
from setuptools import setup

setup(
    name="wrong-transform",
    version="0.1.0",
    ext_modules=[
        # Two modules and not two files of one: a template that differs between the files of one
        # program is undefined in C++, and this header makes it differ.
        Pybind11Extension(
            name,
            ["wrong_transform.cpp"],
            define_macros=[("NAME", name), *macros],
            cxx_std=17,
            extra_compile_args=["-O0"],
        )
        for name, macros in (("wrong_transform", [("WITH_STL", "1")]), ("wrong_without_stl", []))
    ],
)
