"""Builds operations._library, by way of cffi."""

import sys
import sysconfig

from setuptools import setup

OLDEST = (1, 15, 1)

try:
    import cffi
except ImportError:
    sys.exit("operations: cffi is not installed; 1.15.1 and newer work: pip install 'cffi>=1.15.1'")
if cffi.__version_info__ < OLDEST:
    sys.exit(
        f"operations: cffi {cffi.__version__} is too old; 1.15.1 and newer work: "
        "pip install 'cffi>=1.15.1'"
    )

# cffi keeps to the limited API where the interpreter has one, so one wheel serves all later versions.
is_limited = not hasattr(sys, "gettotalrefcount") and not sysconfig.get_config_var("Py_GIL_DISABLED")
wheel = {"py_limited_api": "cp311"} if is_limited else {}
setup(cffi_modules=["native/build_library.py:ffi"], options={"bdist_wheel": wheel})
