import os

from pybind11.setup_helpers import Pybind11Extension
from setuptools import setup

setup(
    ext_modules=[
        Pybind11Extension(
            "hand_pybind11",
            ["hand_pybind11.cpp"],
            include_dirs=[os.environ["FISHPLATE_INCLUDE_DIR"]],
            library_dirs=[os.environ["FISHPLATE_LIBRARY_DIR"]],
            libraries=["kernel"],
        )
    ]
)
