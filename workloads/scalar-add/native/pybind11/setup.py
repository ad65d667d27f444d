from pybind11.setup_helpers import Pybind11Extension
from setuptools import setup

setup(ext_modules=[Pybind11Extension("native_pybind11", ["native_pybind11.cpp"])])
