"""Imports the modules of a request and tells what they declared.

The interpreter knows nothing of the package that this file is in, so the package's folder is put
on the path here, and taken away again before anything else is imported.
"""

import os
import sys

# The interpreter put this very folder first, where a file would shadow a standard module.
sys.path[:] = [entry for entry in sys.path if not entry.endswith("capture")]
HERE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, HERE)

from fishplate.capture.command import main  # noqa: E402

if __name__ == "__main__":
    sys.path.remove(HERE)
    main()
