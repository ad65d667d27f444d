"""V-24: the wheel for the stable ABI: its tag, the glibc that it needs, and that it is one."""

import os
import subprocess
import sys
from pathlib import Path

from seeing import Seen, not_run

root = Path(os.environ["FISHPLATE_ROOT"])
wheels = sorted((root / "target/examples-wheels").glob("rust_extension-*-abi3-*.whl"))
if not wheels:
    not_run("there is no wheel; run `make test-rust-extension`")
seen = Seen()
wheel = max(wheels, key=lambda path: path.stat().st_mtime)
_, _, python, abi, platform = wheel.stem.split("-")
seen.that(
    "one wheel for all later versions", python.startswith("cp3") and abi == "abi3", wheel.name
)
seen.that("its platform names a glibc", "manylinux_2_" in platform, platform)
audit = [str(Path(sys.executable).parent / "abi3audit"), "--strict", str(wheel)]
try:
    done = subprocess.run(audit, capture_output=True, text=True, timeout=120, check=False)
    seen.that("abi3audit finds no violation", done.returncode == 0, done.stdout.strip()[-80:])
except OSError as error:
    seen.also(f"abi3audit could not be run: {error}")
seen.end()
