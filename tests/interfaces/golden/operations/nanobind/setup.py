"""Builds the extension module operations._native, with nanobind's own library in it."""

import os
import sys

from setuptools import Extension, setup

try:
    import nanobind
except ImportError:
    version = "none"
else:
    version = nanobind.__version__

if version.split(".")[0] != "3":
    sys.exit(
        "operations is built by nanobind 3 (3.0 and 3.1 were tried), and here is "
        f"{version}; run `pip install 'nanobind>=3.0,<4'`"
    )

library_dir = os.environ.get("FISHPLATE_LIBRARY_DIR", "lib")

# Failed assertions inside nanobind abort without a text, which saves the texts.
define_macros = [("NB_COMPACT_ASSERTIONS", None)]

setup(
    ext_modules=[
        Extension(
            "operations._native",
            ["native/_native.cpp", "native/nanobind.cpp"],
            depends=["native/uniform.h"],
            include_dirs=[
                nanobind.include_dir(),
                nanobind.source_dir(),
                os.path.join(os.path.dirname(nanobind.__file__), "ext", "robin_map", "include"),
            ],
            define_macros=define_macros,
            library_dirs=[library_dir],
            extra_compile_args=[
                "-std=c++17",
                "-O2",
                "-g0",
                # Without this, GCC passes arguments on through memory.
                "-fno-tree-slp-vectorize",
                "-fvisibility=hidden",
                # nanobind looks at objects of Python through several types.
                "-fno-strict-aliasing",
                # What a module does not use of nanobind's library is left out by the linker.
                "-ffunction-sections",
                "-fdata-sections",
                # Calls into Python and the library go straight through the offset table.
                "-fno-plt",
                # A check that fails has raised, so that its value is not read; the compiler cannot
                # see that and would warn.
                "-Wno-maybe-uninitialized",
            ],
            extra_link_args=[
                "-l:liboperations.so.1",
                "-Wl,-rpath,$ORIGIN:$ORIGIN/_lib",
                "-Wl,--gc-sections",
            ],
        )
    ]
)
