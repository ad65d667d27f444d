"""Runs one job: `python -I FOLDER/fishplate/worker JOB`.

The interpreter is isolated and knows nothing of the package that this file is in, so the
package's folder is put on the path here.
"""

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
# The interpreter put this very folder first, where a file would shadow a standard module.
sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != FOLDER]
sys.path.insert(0, str(FOLDER.parent.parent))

from fishplate.worker.phases import run  # noqa: E402

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
