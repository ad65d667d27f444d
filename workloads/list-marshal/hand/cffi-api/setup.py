from setuptools import setup

setup(cffi_modules=["build_kernel.py:ffi"])
