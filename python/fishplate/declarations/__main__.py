"""Prints the declarations of some targets: `python -I -S FOLDER/fishplate/declarations TARGET...`.

The interpreter is isolated and knows nothing of the package that this file is in, so the
package's folder is put on the path here.
"""

import sys

# The interpreter put this very folder first, where a file would shadow a standard module.
sys.path[:] = [entry for entry in sys.path if not entry.endswith("declarations")]

import gc  # noqa: E402
import os  # noqa: E402

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from fishplate.declarations.command import main  # noqa: E402

if __name__ == "__main__":
    # Trees have no cycles: looking for some, and taking them apart at the end, is time for nothing.
    gc.disable()
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)
