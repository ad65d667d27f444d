"""The one wheel works on every CPython of this machine, without any other library."""

import os
import shutil
import subprocess
from pathlib import Path

import exchange_functions
import fishplate_exchange
import pytest

RELEASES = ("3.11", "3.12", "3.13", "3.14")

# What an interpreter without NumPy can show: buffers in and out, DLPack with ourselves, refusals,
# the exchange table's type, rights, and functions of an extension.
SCRIPT = """
import array, ctypes, gc, os, sys
import exchange_functions as ef, fishplate_exchange as fx

row = array.array("f", [1, 2, 3])
view = fx.accept(row, "float32", ndim=1, writable=True)
assert view.address == row.buffer_info()[0] and memoryview(view).tolist() == [1, 2, 3]
try:
    row.append(4)
except BufferError:
    pass
else:
    raise SystemExit("the array grew under a view")
again = fx.accept(view.__dlpack__(max_version=(1, 0)))
assert (again.route, again.address) == ("dlpack", view.address), again
del view, again
gc.collect()
row.append(4)
assert ef.lengths(row, b=(ctypes.c_float * 2)()) == 42
for wrong, error in ((array.array("d", [1]), TypeError), ([1.0], TypeError), (bytes(4), TypeError)):
    try:
        ef.lengths(row, wrong)
    except error as caught:
        assert "argument 'b'" in str(caught), caught
    else:
        raise SystemExit(f"{wrong!r} was taken")
made = ef.twice(row, 2.0)
assert memoryview(made).tolist() == [2, 4, 6, 8]
assert all(check.outcome != "wrong" for check in fx.conformance(lambda: fx.zeros(3, "f4")))
for _ in range(20000):
    ef.lengths(row, row)
    fx.accept(row)
print("fine", sys.version_info[:2])

class Late:
    def __del__(self, call=ef.lengths, row=row, write=os.write):
        for _ in range(3000):
            call(row, row)
            try:
                call(row, 1)
            except TypeError:
                pass
        write(2, b"called late")

sys.late = Late()
"""


def interpreter(release: str) -> str | None:
    """A CPython of that release: among pyenv's, or on the path, and not this one's environment."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = sorted(root.glob(f"{release}.*/bin/python{release}"))
    return str(found[-1]) if found else shutil.which(f"python{release}")


@pytest.mark.parametrize("release", RELEASES)
def test_the_wheel_and_an_extension_work_on(release, tmp_path):
    python = interpreter(release)
    version = "import sys; print('.'.join(map(str, sys.version_info[:2])), sys.implementation.name)"
    said = (
        python
        and subprocess.run(
            [python, "-c", version], capture_output=True, text=True, timeout=60, check=False
        ).stdout.split()
    )
    if said != [release, "cpython"]:
        pytest.skip(f"there is no CPython {release} here")
    # Links to the two alone: the rest of this environment is built for its own interpreter.
    for module in (fishplate_exchange.__path__[0], exchange_functions.__file__):
        (tmp_path / Path(module).name).symlink_to(Path(module).resolve())
    ran = subprocess.run(
        [python, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{SCRIPT}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("fine")
    assert ran.stderr == "called late", "functions are called while the interpreter ends, too"
