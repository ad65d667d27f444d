"""Builds the extension module operations._native."""

import os
import sys

from setuptools import Extension, setup

try:
    from Cython import __version__ as version
    from Cython.Build import cythonize
except ImportError:
    version = "none"

# Compared as numbers: as text, 3.10 would stand before 3.2.
if not [int(part) for part in version.split(".")[:2] if part.isdigit()] >= [3, 1]:
    sys.exit(
        "operations is built by Cython 3.1 or newer (3.1, 3.2 and 3.3 were tried), and here is "
        f"{version}; run `pip install 'Cython>=3.1'`"
    )

library_dir = os.environ.get("FISHPLATE_LIBRARY_DIR", "lib")

module = Extension(
    "operations._native",
    ["native/_native.pyx"],
    depends=["native/uniform.h"],
    include_dirs=["native"],
    library_dirs=[library_dir],
    # Calls into Python and the library go straight through the offset table. A check that fails
    # has raised, so that its value is not read; the compiler cannot see that and would warn.
    # Nobody debugs the C that Cython writes, and what a debugger needs of it is most of the file.
    extra_compile_args=["-fno-plt", "-Wno-maybe-uninitialized", "-g0"],
    extra_link_args=["-l:liboperations.so.1", "-Wl,-rpath,$ORIGIN:$ORIGIN/_lib"],
)

# A build of many interpreters in one process sets CPPFLAGS=-DCYTHON_USE_MODULE_STATE=1.
setup(ext_modules=cythonize([module], build_dir="build"))
