import os

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            "hand_capi",
            ["hand_capi.c"],
            include_dirs=[os.environ["FISHPLATE_INCLUDE_DIR"]],
            library_dirs=[os.environ["FISHPLATE_LIBRARY_DIR"]],
            libraries=["kernel"],
        )
    ]
)
