"""What a module does in the interpreters of one process.

Usage: ``duties.py MODULE LIBRARY``, with the package on ``PYTHONPATH``. It prints a line for each
kind of interpreter, ``works`` or ``refused`` with the exception, and whether the GIL runs in the
end; the exit code is 1 where a result is not of the interpreter that it was asked for in.
"""

import ctypes
import importlib
import os
import sys

QUESTION = """
import os, sys
answer = "works"
try:
    import {module} as module
    if type(module.paint(7)) is not module.colour:
        answer = "wrong"
except ImportError as error:
    answer = f"refused: {{error}}"
os.write({pipe}, answer.encode())
"""


def kinds():
    """A function that makes an interpreter, by the kind of interpreter that it makes."""
    if sys.version_info >= (3, 13):
        import _interpreters as interpreters

        return interpreters, {
            "own GIL": interpreters.create,
            "shared GIL": lambda: interpreters.create("legacy"),
        }
    import _xxsubinterpreters as interpreters

    return interpreters, {
        "own GIL": interpreters.create,
        "shared GIL": lambda: interpreters.create(isolated=False),
    }


def main():
    """Asks in each kind of interpreter, twice, with the main interpreter asked in between."""
    name = sys.argv[1]
    library = ctypes.CDLL(sys.argv[2], mode=ctypes.RTLD_GLOBAL)
    # Every call answers 7.
    result = (ctypes.c_ubyte * 64).in_dll(library, "fishplate_echo_result")
    ctypes.memset(result, 0, 64)
    result[0] = 7
    faults = 0
    interpreters, makers = kinds()
    for kind, make in makers.items():
        answers = []
        for _ in range(2):
            reader, writer = os.pipe()
            made = make()
            interpreters.run_string(made, QUESTION.format(module=name, pipe=writer))
            os.close(writer)
            answers.append(os.read(reader, 4096).decode())
            os.close(reader)
            module = importlib.import_module(name)
            faults += type(module.paint(7)) is not module.colour
            interpreters.destroy(made)
        faults += "wrong" in answers or "" in answers or answers[0] != answers[1]
        print(f"{kind}: {answers[0]}")
    print(f"GIL: {getattr(sys, '_is_gil_enabled', lambda: True)()}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
