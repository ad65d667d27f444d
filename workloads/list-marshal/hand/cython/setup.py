import os

from Cython.Build import cythonize
from setuptools import Extension, setup

setup(
    ext_modules=cythonize(
        [
            Extension(
                "hand_cython",
                ["hand_cython.pyx"],
                include_dirs=[os.environ["FISHPLATE_INCLUDE_DIR"]],
                library_dirs=[os.environ["FISHPLATE_LIBRARY_DIR"]],
                libraries=["kernel"],
            )
        ]
    )
)
