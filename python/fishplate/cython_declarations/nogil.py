"""Functions of Python's C API that are declared `nogil`: a pattern, not a proof."""

from __future__ import annotations

import ctypes

from fishplate.cython_declarations.scope import name_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from fishplate.cython_declarations.externs import Block
    from fishplate.cython_declarations.parser import Node

CODE = "FP211"
# The families that a thread may call without being attached, by the documentation of the C API.
FREE = (
    "PyGILState_",
    "PyEval_AcquireThread",
    "PyEval_RestoreThread",
    "PyInterpreterState_Main",
    "PyMem_Raw",
    "PyMutex_",
    "PyOS_",
    "PyThread_",
    "PyThreadState_Ensure",
    "PyThreadState_GetUnchecked",
    "Py_AddPendingCall",
    "Py_AtExit",
    "Py_Get",
    "Py_HashBuffer",
    "Py_Initialize",
    "Py_IsFinalizing",
    "Py_IsInitialized",
    "_PyThreadState_UncheckedGet",
)
# Macros and inline functions that change how often an object is referred to.
COUNTING = frozenset(
    (
        "Py_CLEAR",
        "Py_DECREF",
        "Py_INCREF",
        "Py_NewRef",
        "Py_SETREF",
        "Py_XDECREF",
        "Py_XINCREF",
        "Py_XNewRef",
        "Py_XSETREF",
    )
)
HEADERS = ("Python.h", "cpython/")


def lying(seen: list[tuple[Node, Block]]) -> Iterator[tuple[Node, str, str]]:
    """The declarations that promise what the C API does not keep: node, name and what was seen."""
    for call, block in seen:
        # `with gil` is the promise to take it.
        if not call.nogil or call.with_gil:
            continue
        name = name_of(call)
        symbol = str(name_of_c(call) or name)
        if is_of_python(symbol, block) and not symbol.startswith(FREE):
            yield call, symbol, f"`{symbol}` of Python's C API is declared `nogil`"


def name_of_c(call: Node) -> str:
    """The name that C has for a function."""
    node = call
    while hasattr(node, "base"):
        node = node.base
    return str(node.cname or node.name or "")


def is_of_python(symbol: str, block: Block) -> bool:
    """Whether a function is one of the C API that needs an attached thread."""
    is_named = block.header.startswith(HEADERS) or block.header in ("", "*")
    if not is_named or not symbol.startswith(("Py", "_Py")):
        return False
    # Most macros only read a field; what the library exports is a function, which may do more.
    return symbol in COUNTING or exports(symbol)


def exports(symbol: str) -> bool:
    """Whether the interpreter that reads the sources exports a function of this name."""
    try:
        return hasattr(ctypes.pythonapi, symbol)
    except (ValueError, UnicodeError):
        return False
