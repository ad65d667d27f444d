"""V-12: where an object's count and type lie is a matter of the release and of its build."""

import os
import subprocess
import sys
from pathlib import Path

from seeing import Seen

# Run by each interpreter that there is, so it uses nothing of ours.
LOOK = """
import ctypes, sys, sysconfig
class Thing: pass
one = Thing()
words = ctypes.cast(id(one), ctypes.POINTER(ctypes.c_ssize_t))
many = [one] * 5
is_plain = words[1] == id(Thing) and words[0] == sys.getrefcount(one) - 1
before = sys.getrefcount(None)
more = [None] * 1000
grows = sys.getrefcount(None) - before > 500
is_free = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
print(sys.version_info[0], sys.version_info[1], is_free, is_plain, grows)
"""

seen = Seen()
found = {}
pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
names = [
    sys.executable,
    *(f"python3.{minor}{kind}" for minor in range(8, 16) for kind in ("", "t")),
]
names += sorted(str(path) for path in pyenv.glob("3*/bin/python3"))
for name in names:
    try:
        done = subprocess.run(
            [name, "-c", LOOK], capture_output=True, text=True, timeout=60, check=False
        )
    except OSError:
        continue
    if done.returncode == 0:
        major, minor, is_free, is_plain, grows = done.stdout.split()
        found[int(major), int(minor), is_free == "True"] = (is_plain == "True", grows == "True")
for (major, minor, is_free), (is_plain, grows) in sorted(found.items()):
    what = f"CPython {major}.{minor}{'t' if is_free else ''}"
    if is_free:
        seen.that(f"{what}: the fields lie elsewhere", not is_plain)
    else:
        seen.that(f"{what}: a count and a type, in this order", is_plain)
    if not is_free:
        seen.that(
            f"{what}: the count of None {'grows' if minor < 12 else 'stays'}", grows == (minor < 12)
        )
seen.also(f"asked {len(found)} interpreters")
seen.end()
