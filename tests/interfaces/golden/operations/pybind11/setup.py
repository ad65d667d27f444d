"""Builds the extension module operations._native."""

import os
import sys

import pybind11
from pybind11.setup_helpers import Pybind11Extension
from setuptools import setup

if pybind11.version_info < (3, 1):
    sys.exit(
        f"operations needs pybind11 3.1 or newer, and {pybind11.__version__} is installed: "
        'run `pip install "pybind11>=3.1"`'
    )

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
