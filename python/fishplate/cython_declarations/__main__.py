"""Prints what Cython sources declare: `python -I -S FOLDER/cython_declarations TARGET...`.

The interpreter is isolated and knows nothing of the package that this file is in, so the
package's folder is put on the path here.
"""

import sys

# The interpreter put this very folder first, where a file would shadow a standard module.
sys.path[:] = [entry for entry in sys.path if not entry.endswith("cython_declarations")]

import os  # noqa: E402

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from fishplate.cython_declarations.command import main  # noqa: E402

if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)
