"""Tries the article's statements again, and says which verdicts were seen.

python claims [V-14 …] [--fast] [--bless] [--verbose] [--fishplate PROGRAM] [--python EXE]
"""

import sys

from command import main

if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
