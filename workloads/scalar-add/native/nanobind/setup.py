# The nanobind documentation builds with CMake; this is the same compilation without it: its
# library by itself and size-optimised, then the module at full optimisation (NOMINSIZE in its
# CMake function), since here the module holds the kernel.
import sysconfig
from pathlib import Path

import nanobind
from setuptools import Extension, setup

folder = Path(nanobind.__file__).parent
include_dirs = [
    sysconfig.get_path("include"),
    nanobind.include_dir(),
    str(folder / "src"),
    str(folder / "ext" / "robin_map" / "include"),
]
macros = [("NB_COMPACT_ASSERTIONS", None)]
flags = ["-std=c++17", "-fvisibility=hidden", "-fno-strict-aliasing", "-fno-stack-protector"]

setup(
    libraries=[
        (
            "nanobind-static",
            {
                "sources": ["nb_combined.cpp"],
                "include_dirs": include_dirs,
                "macros": macros,
                "cflags": [*flags, "-Os"],
            },
        )
    ],
    ext_modules=[
        Extension(
            "native_nanobind",
            ["native_nanobind.cpp"],
            include_dirs=include_dirs,
            define_macros=macros,
            extra_compile_args=[*flags, "-O3"],
        )
    ],
)
