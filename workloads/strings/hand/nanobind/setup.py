# The nanobind documentation builds with CMake; this is the same compilation without it:
# its library as one source file, size-optimised flags and hidden symbols.
import os
from pathlib import Path

import nanobind
from setuptools import Extension, setup

folder = Path(nanobind.__file__).parent

setup(
    ext_modules=[
        Extension(
            "hand_nanobind",
            ["hand_nanobind.cpp", "nb_combined.cpp"],
            include_dirs=[
                os.environ["FISHPLATE_INCLUDE_DIR"],
                nanobind.include_dir(),
                str(folder / "src"),
                str(folder / "ext" / "robin_map" / "include"),
            ],
            library_dirs=[os.environ["FISHPLATE_LIBRARY_DIR"]],
            libraries=["kernel"],
            define_macros=[("NB_COMPACT_ASSERTIONS", None)],
            extra_compile_args=[
                "-std=c++17",
                "-fvisibility=hidden",
                "-fno-strict-aliasing",
                "-fno-stack-protector",
                "-Os",
            ],
        )
    ]
)
