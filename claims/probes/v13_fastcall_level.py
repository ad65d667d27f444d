"""V-13: the limited API has METH_FASTCALL from 3.10 on, and not from 3.7."""

from seeing import Seen, compiled, headers

TEXT = "#include <Python.h>\nint flags = METH_FASTCALL;\n"

seen = Seen()
folder = f"-I{headers()}"
for level in ("0x03070000", "0x03090000"):
    refused = compiled(TEXT, folder, f"-DPy_LIMITED_API={level}")
    seen.that(
        f"at {level} it is not there",
        refused.returncode != 0 and "METH_FASTCALL" in refused.stderr,
    )
for level in ("0x030a0000", "0x030b0000"):
    taken = compiled(TEXT, folder, f"-DPy_LIMITED_API={level}")
    seen.that(f"at {level} it is", taken.returncode == 0)
seen.that("the full API has it", compiled(TEXT, folder).returncode == 0)
seen.end()
