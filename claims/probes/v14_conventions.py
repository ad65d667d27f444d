"""V-14: what the argument tuple costs, what its parser costs, and what each convention is."""

from seeing import Costs, Seen, compiled, headers, module

TEXT = r"""
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *tuple_empty(PyObject *self, PyObject *args) { Py_RETURN_NONE; }

static PyObject *fast_empty(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    Py_RETURN_NONE;
}

static PyObject *tuple_parsed(PyObject *self, PyObject *args)
{
    int a, b;
    if (!PyArg_ParseTuple(args, "ii", &a, &b)) return NULL;
    Py_RETURN_NONE;
}

static PyObject *fast_parsed(PyObject *self, PyObject *const *args, Py_ssize_t nargs)
{
    if (nargs != 2) { PyErr_SetString(PyExc_TypeError, "two arguments"); return NULL; }
    long a = PyLong_AsLong(args[0]);
    if (a == -1 && PyErr_Occurred()) return NULL;
    long b = PyLong_AsLong(args[1]);
    if (b == -1 && PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

static PyObject *tuple_read(PyObject *self, PyObject *args)
{
    if (PyTuple_Size(args) != 2) { PyErr_SetString(PyExc_TypeError, "two arguments"); return NULL; }
    long a = PyLong_AsLong(PyTuple_GetItem(args, 0));
    if (a == -1 && PyErr_Occurred()) return NULL;
    long b = PyLong_AsLong(PyTuple_GetItem(args, 1));
    if (b == -1 && PyErr_Occurred()) return NULL;
    Py_RETURN_NONE;
}

static PyObject *named(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
{
    return PyLong_FromSsize_t(kwnames ? PyTuple_Size(kwnames) : 0);
}

static PyMethodDef methods[] = {
    {"tuple_empty", tuple_empty, METH_VARARGS, NULL},
    {"fast_empty", (PyCFunction)(void (*)(void))fast_empty, METH_FASTCALL, NULL},
    {"tuple_parsed", tuple_parsed, METH_VARARGS, NULL},
    {"tuple_read", tuple_read, METH_VARARGS, NULL},
    {"fast_parsed", (PyCFunction)(void (*)(void))fast_parsed, METH_FASTCALL, NULL},
    {"named", (PyCFunction)(void (*)(void))named, METH_FASTCALL | METH_KEYWORDS, NULL},
    {NULL, NULL, 0, NULL}};
static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "conventions", NULL, -1, methods};
PyMODINIT_FUNC PyInit_conventions(void) { return PyModule_Create(&definition); }
"""

seen = Seen()
m = module(seen, "conventions", TEXT)
costs = Costs(
    tuple_empty=lambda: m.tuple_empty(1, 2),
    fast_empty=lambda: m.fast_empty(1, 2),
    tuple_parsed=lambda: m.tuple_parsed(1, 2),
    tuple_read=lambda: m.tuple_read(1, 2),
    fast_parsed=lambda: m.fast_parsed(1, 2),
)
alone = costs.difference("tuple_empty", "fast_empty")
both = costs.difference("tuple_parsed", "fast_parsed")
parser = costs.difference("tuple_parsed", "tuple_read")
seen.that("the tuple has a cost", alone > 0, costs.figures())
seen.that(
    "the parser has a cost of its own",
    parser > 0,
    f"{parser:.0f} ns beside the tuple's {alone:.0f}",
)
seen.that(
    "the tuple alone costs less than tuple and parser do",
    alone < 0.85 * both,
    f"{alone:.0f} of {both:.0f} ns",
)
seen.raises(TypeError, "METH_FASTCALL alone takes no keywords", lambda: m.fast_empty(1, b=2))
seen.that("with METH_KEYWORDS their names come as a fourth argument", m.named(1, b=2, c=3) == 2)
limited = compiled(
    "#include <Python.h>\nint flags = METH_VARARGS | METH_KEYWORDS;\n",
    f"-I{headers()}",
    "-DPy_LIMITED_API=0x030b0000",
)
seen.that("METH_VARARGS is no relic: the stable ABI has it", limited.returncode == 0)
seen.end()
