"""Builds the extension module operations._native."""

import os

from pybind11.setup_helpers import Pybind11Extension
from setuptools import setup

library_dir = os.environ.get("FISHPLATE_LIBRARY_DIR", "lib")

setup(
    ext_modules=[
        Pybind11Extension(
            "operations._native",
            ["native/_native.cpp"],
            cxx_std=17,
            depends=["native/uniform.h"],
            library_dirs=[library_dir],
            # Calls into Python and the library go straight through the offset table.
            extra_compile_args=["-fno-plt"],
            extra_link_args=["-l:liboperations.so.1", "-Wl,-rpath,$ORIGIN:$ORIGIN/_lib"],
        )
    ]
)
