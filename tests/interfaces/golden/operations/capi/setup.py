"""Builds the extension module operations._native."""

import os

from setuptools import Extension, setup

library_dir = os.environ.get("FISHPLATE_LIBRARY_DIR", "lib")

setup(
    ext_modules=[
        Extension(
            "operations._native",
            ["native/_native.c"],
            depends=["native/uniform.h"],
            library_dirs=[library_dir],
            # Calls into Python and the library go straight through the offset table.
            extra_compile_args=["-fno-plt"],
            extra_link_args=["-l:liboperations.so.1", "-Wl,-rpath,$ORIGIN:$ORIGIN/_lib"],
        )
    ]
)
