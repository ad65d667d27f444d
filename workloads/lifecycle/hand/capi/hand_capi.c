/* The object of C as a type of the C API, which lends its items by the buffer protocol. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "kernel.h"

typedef struct {
    PyObject_HEAD
    cell *pointer;
    Py_ssize_t shape[1];
    Py_ssize_t strides[1];
} Cell;

static PyObject *Cell_make(PyTypeObject *type, double value)
{
    Cell *self = (Cell *)type->tp_alloc(type, 0);
    if (self == NULL)
        return NULL;
    self->pointer = cell_new(value);
    if (self->pointer == NULL) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    self->shape[0] = CELL_ITEMS;
    self->strides[0] = sizeof(double);
    return (PyObject *)self;
}

static PyObject *Cell_tp_new(PyTypeObject *type, PyObject *args, PyObject *keywords)
{
    static char *names[] = {"value", NULL};
    double value;
    if (!PyArg_ParseTupleAndKeywords(args, keywords, "d", names, &value))
        return NULL;
    return Cell_make(type, value);
}

static void Cell_dealloc(PyObject *object)
{
    cell_free(((Cell *)object)->pointer);
    Py_TYPE(object)->tp_free(object);
}

static PyObject *Cell_get(PyObject *object, PyObject *unused)
{
    (void)unused;
    return PyFloat_FromDouble(cell_get(((Cell *)object)->pointer));
}

static int Cell_getbuffer(PyObject *object, Py_buffer *view, int flags)
{
    Cell *self = (Cell *)object;
    double *items = cell_items(self->pointer);
    if (PyBuffer_FillInfo(view, object, items, CELL_ITEMS * sizeof(double), 0, flags) < 0)
        return -1;
    view->itemsize = sizeof(double);
    if (flags & PyBUF_FORMAT)
        view->format = "d";
    if ((flags & PyBUF_ND) == PyBUF_ND)
        view->shape = self->shape;
    if ((flags & PyBUF_STRIDES) == PyBUF_STRIDES)
        view->strides = self->strides;
    return 0;
}

static PyMethodDef Cell_methods[] = {
    {"get", Cell_get, METH_NOARGS, "Gives the first item."},
    {NULL, NULL, 0, NULL},
};

static PyBufferProcs Cell_buffer = {.bf_getbuffer = Cell_getbuffer};

static PyTypeObject CellType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "hand_capi.Cell",
    .tp_basicsize = sizeof(Cell),
    .tp_flags = Py_TPFLAGS_DEFAULT,
    .tp_doc = "A cell of C; this object owns it.",
    .tp_new = Cell_tp_new,
    .tp_dealloc = Cell_dealloc,
    .tp_methods = Cell_methods,
    .tp_as_buffer = &Cell_buffer,
};

static PyObject *hand_view(PyObject *module, PyObject *value)
{
    double number = PyFloat_AsDouble(value);
    PyObject *one, *view;
    (void)module;
    if (number == -1.0 && PyErr_Occurred())
        return NULL;
    one = Cell_make(&CellType, number);
    if (one == NULL)
        return NULL;
    view = PyMemoryView_FromObject(one);
    Py_DECREF(one);
    return view;
}

static int fill(PyObject *module)
{
    if (PyType_Ready(&CellType) < 0)
        return -1;
    return PyModule_AddObjectRef(module, "make", (PyObject *)&CellType);
}

static PyMethodDef methods[] = {
    {"view", hand_view, METH_O, "Gives the items of a cell that nobody else has."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, fill},
    {0, NULL},
};

static struct PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "hand_capi",
    .m_size = 0,
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC PyInit_hand_capi(void)
{
    return PyModuleDef_Init(&definition);
}
