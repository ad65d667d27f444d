"""V-22: a PyO3 wheel needs no feature `extension-module`: built without, it links no libpython."""

import os
import subprocess
import tomllib
from pathlib import Path

import rust_extension
from seeing import Seen, need

seen = Seen()
root = Path(os.environ["FISHPLATE_ROOT"])
for name in ("rust-extension", "tensor-chain"):
    manifest = (root / "examples" / name / "Cargo.toml").read_text(encoding="utf-8")
    seen.that(f"{name} does not ask for it", '"extension-module"' not in manifest)
    tomllib.loads(manifest)
readelf = need("readelf", "on Debian: apt-get install binutils")
path = rust_extension.__file__
if not path.endswith(".so"):
    path = str(next(Path(path).parent.glob("*.so")))
command = [readelf, "--dynamic", "--wide", path]
said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
needed = [line.split("[")[1].rstrip("]") for line in said.splitlines() if "(NEEDED)" in line]
seen.that(
    "its wheel links no libpython", needed and not any("python" in one for one in needed), needed
)
seen.that("and works", rust_extension.fibonacci(10) == 55)
seen.end()
