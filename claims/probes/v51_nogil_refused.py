"""V-51: what needs the GIL in a block without it, Cython refuses; nobody has to review for it."""

import Cython
from seeing import Seen, cythonized

# Each: what it is, the line that stands in a block without the GIL, and a part of the complaint.
REFUSED = (
    ("a call of Python", "sum(data)", "without gil"),
    ("an attribute of an object", "data.size", "without gil"),
    ("a conversion to an object", "kept = x", "without gil"),
    (
        "try and except",
        "try:\n            x = 1\n        except ValueError:\n            x = 2",
        "without gil",
    ),
)
FRAME = """
def run(object data):
    cdef int x = 0
    cdef object kept = None
    with nogil:
        {line}
    return x
"""

seen = Seen()
for number, (what, line, complaint) in enumerate(REFUSED):
    done = cythonized(seen, f"refused{number}", FRAME.format(line=line))
    said = (done.stdout + done.stderr).lower()
    where = said.find(complaint)
    seen.that(
        f"{what} is refused",
        done.returncode != 0 and where >= 0,
        said[max(where - 50, 0) : where + len(complaint)].replace("\n", " "),
    )
PRINTED = """
from cython.parallel import prange

def total(double[:] data):
    cdef double local_sum = 0.0
    cdef Py_ssize_t i
    for i in prange(data.shape[0], nogil=True):
        local_sum += data[i]
    return local_sum + sum(data)
"""
done = cythonized(seen, "printed", PRINTED)
seen.that(
    "the example that is called broken is taken",
    done.returncode == 0,
    f"Cython {Cython.__version__}",
)
text = (seen.folder / "printed.c").read_text(encoding="utf-8") if done.returncode == 0 else ""
seen.that("its sum becomes a reduction", "reduction(+:" in text.replace(" ", ""))
seen.end()
