"""Has pip bring a source archive, and hands it out on standard output; runs in the jail.

To learn an archive's metadata pip runs the set-up code that the archive brings. It may do so only
with the archive whose hash is known, and only where nothing that it does stays.

Arguments: the package's name, its version, and the SHA-256 of its archive.
"""

import os
import subprocess
import sys


def main() -> int:
    """Hand the archive out; gives the exit code."""
    name, version, digest = sys.argv[1:]
    scratch = os.environ.get("TMPDIR")
    if scratch is None:
        print("this jail has no folder that pip could write to", file=sys.stderr)
        return 1
    wanted = os.path.join(scratch, "wanted.txt")
    with open(wanted, "w", encoding="utf-8") as file:
        file.write(f"{name}=={version} --hash=sha256:{digest}\n")
    folder = os.path.join(scratch, "archive")
    command = [sys.executable, "-I", "-m", "pip", "download", "--quiet", "--no-input"]
    command += ["--disable-pip-version-check", "--no-cache-dir", "--no-deps", "--require-hashes"]
    # What the set-up code needs comes as wheels: to build that too would run still more code.
    command += ["--no-binary", name, "--dest", folder, "--requirement", wanted]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr.fileno(), check=False
    )
    if done.returncode != 0:
        return done.returncode
    for one in os.listdir(folder):
        with open(os.path.join(folder, one), "rb") as file:
            while part := file.read(1 << 20):
                sys.stdout.buffer.write(part)
    return 0


sys.exit(main())
