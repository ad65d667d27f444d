"""V-02: CFFI parses declarations that the preprocessor has been over, and no headers."""

import subprocess

import cffi
from seeing import Seen, need

seen = Seen()


def cdef(text: str) -> None:
    """Declare a text to a new CFFI."""
    cffi.FFI().cdef(text)


refused = cffi.CDefError
seen.raises(refused, "`#include` is refused", lambda: cdef("#include <math.h>"))
seen.raises(refused, "a macro that is no number is refused", lambda: cdef("#define M sizeof(int)"))

header = seen.folder / "small.h"
header.write_text(
    "#include <stddef.h>\n"
    '#ifdef __cplusplus\nextern "C" {\n#endif\n'
    "#define SCALE (2 * 3)\n"
    "static inline int twice(int x) { return 2 * x; }\n"
    "int add(int a, int b);\nsize_t longest(const char *text);\n"
    "#ifdef __cplusplus\n}\n#endif\n"
)
seen.raises(refused, "an ordinary header is refused as it stands", lambda: cdef(header.read_text()))

command = [need("cc", "on Debian: apt-get install gcc"), "-E", "-P", str(header)]
flat = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
declarations = [
    line for line in flat.splitlines() if line.startswith(("int add", "size_t longest"))
]
try:
    cdef("\n".join(declarations))
    is_taken = True
except refused:
    is_taken = False
seen.that("its declarations, preprocessed and trimmed, are taken", is_taken, f"{len(declarations)}")

ffi = cffi.FFI()
ffi.cdef("double sqrt(double);")
seen.that("the ABI mode compiles nothing", ffi.dlopen("libm.so.6").sqrt(16.0) == 4.0)
seen.end()
