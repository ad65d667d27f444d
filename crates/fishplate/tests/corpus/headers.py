"""Puts the headers of a source archive into a folder, with the reader that `check` has.

Arguments: the archive, the folder, and the names of files and folders in the archive's own folder.
"""

import sys
from pathlib import Path, PurePosixPath

from fishplate.declarations.scan import scan


def main() -> None:
    """Write the headers, and say what was left out."""
    archive, folder, *wanted = sys.argv[1:]
    found = scan([archive], [], (".h", ".hpp", ".inc"))
    for path, why in found.left_out:
        print(f"{path}: {why}", file=sys.stderr)
    for source in found.sources:
        _, *parts = PurePosixPath(source.path.removeprefix(f"{archive}/")).parts
        name = "/".join(parts)
        if any(name == one or name.startswith(f"{one}/") for one in wanted):
            target = Path(folder).joinpath(*parts)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.data)


main()
