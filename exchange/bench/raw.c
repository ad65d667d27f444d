/* The least that a C function can do to take or give an array: the limit that others are held to.
 *
 * It checks the element type and the dimensions, and nothing else: no lengths that overflow, no
 * alignment, no device's number, no other protocol first, no reasons. It is what one writes by hand,
 * and not a product. Its argument may be given by name, as that of the functions beside it. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>

typedef struct { uint32_t major, minor; } Version;
typedef struct { int32_t type, id; } Device;
typedef struct { uint8_t code, bits; uint16_t lanes; } DataType;
typedef struct {
    void *data;
    Device device;
    int32_t ndim;
    DataType dtype;
    int64_t *shape, *strides;
    uint64_t byte_offset;
} Tensor;
typedef struct Legacy { Tensor tensor; void *context; void (*deleter)(struct Legacy *); } Legacy;
typedef struct Versioned {
    Version version;
    void *context;
    void (*deleter)(struct Versioned *);
    uint64_t flags;
    Tensor tensor;
} Versioned;
typedef struct Table {
    Version version;
    void *older;
    void *allocate;
    int (*from_object)(void *, Versioned **);
    int (*to_object)(Versioned *, void **);
    int (*view)(void *, Tensor *);
    int (*stream)(int32_t, int32_t, void **);
} Table;

static PyObject *dlpack_name, *max_version_names, *version_pair, *table_name;

static PyObject *refuse(const char *why) {
    PyErr_SetString(PyExc_TypeError, why);
    return NULL;
}

static int is_float_row(const Tensor *t) {
    return t->device.type == 1 && t->ndim == 1 && t->dtype.code == 2 && t->dtype.bits == 32 && t->dtype.lanes == 1;
}

/* --- taking ------------------------------------------------------------------------------- */

/* The argument `x`, by position or by name, as a function of Rust or nanobind takes it. */
static PyObject *argument(PyObject *const *args, Py_ssize_t count, PyObject *names) {
    Py_ssize_t named = names ? PyTuple_GET_SIZE(names) : 0;
    if (count == 1 && named == 0) return args[0];
    if (count == 0 && named == 1 && PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(names, 0), "x") == 0)
        return args[0];
    return refuse("there is one argument, `x`");
}

#define NAMED(name) \
    static PyObject *named_##name(PyObject *self, PyObject *const *args, Py_ssize_t count, PyObject *names) { \
        PyObject *obj = argument(args, count, names); \
        return obj ? take_##name(self, obj) : NULL; \
    }

static PyObject *take_nothing(PyObject *self, PyObject *obj) {
    Py_RETURN_NONE;
}

static PyObject *take_buffer(PyObject *self, PyObject *obj) {
    Py_buffer view;
    if (PyObject_GetBuffer(obj, &view, PyBUF_RECORDS_RO) != 0) return NULL;
    int fits = view.ndim == 1 && view.format && view.format[0] == 'f' && view.format[1] == 0;
    PyBuffer_Release(&view);
    if (!fits) return refuse("a row of float32 is needed");
    Py_RETURN_NONE;
}

static PyObject *take_dlpack(PyObject *self, PyObject *obj) {
    PyObject *args[2] = {obj, version_pair};
    PyObject *capsule = PyObject_VectorcallMethod(dlpack_name, args, 1, max_version_names);
    if (!capsule) return NULL;
    Versioned *v = PyCapsule_GetPointer(capsule, "dltensor_versioned");
    if (v) {
        PyCapsule_SetName(capsule, "used_dltensor_versioned");
        int fits = v->version.major == 1 && is_float_row(&v->tensor);
        if (v->deleter) v->deleter(v);
        Py_DECREF(capsule);
        if (!fits) return refuse("a row of float32 is needed");
        Py_RETURN_NONE;
    }
    Py_DECREF(capsule);
    return NULL;
}

static PyObject *take_legacy(PyObject *self, PyObject *obj) {
    PyObject *args[2] = {obj, version_pair};
    PyObject *capsule = PyObject_VectorcallMethod(dlpack_name, args, 1, max_version_names);
    if (!capsule) return NULL;
    Legacy *v = PyCapsule_GetPointer(capsule, "dltensor");
    if (v) {
        PyCapsule_SetName(capsule, "used_dltensor");
        int fits = is_float_row(&v->tensor);
        if (v->deleter) v->deleter(v);
        Py_DECREF(capsule);
        if (!fits) return refuse("a row of float32 is needed");
        Py_RETURN_NONE;
    }
    Py_DECREF(capsule);
    return NULL;
}

static PyObject *take_table(PyObject *self, PyObject *obj) {
    static PyTypeObject *known;
    static Table *table;
    if (Py_TYPE(obj) != known) {
        PyObject *capsule = PyObject_GetAttr((PyObject *)Py_TYPE(obj), table_name);
        if (!capsule) return NULL;
        table = PyCapsule_GetPointer(capsule, "dlpack_exchange_api");
        Py_DECREF(capsule);
        if (!table) return NULL;
        known = Py_TYPE(obj);
    }
    Versioned *v;
    if (table->from_object(obj, &v) != 0) return NULL;
    int fits = v->version.major == 1 && is_float_row(&v->tensor);
    if (v->deleter) v->deleter(v);
    if (!fits) return refuse("a row of float32 is needed");
    Py_RETURN_NONE;
}

NAMED(nothing)
NAMED(buffer)
NAMED(dlpack)
NAMED(legacy)
NAMED(table)

/* --- giving ------------------------------------------------------------------------------- */

typedef struct { PyObject_HEAD void *data; int64_t shape[1], strides[1]; Py_ssize_t bytes, step; } Row;
typedef struct { Versioned managed; PyObject *owner; } Sent;
typedef struct { Legacy managed; PyObject *owner; } SentLegacy;

static void fill(Row *row, Tensor *t) {
    *t = (Tensor){row->data, {1, 0}, 1, {2, 32, 1}, row->shape, row->strides, 0};
}

static void delete_sent(Versioned *v) {
    PyGILState_STATE state = PyGILState_Ensure();
    Py_DECREF(((Sent *)v)->owner);
    PyGILState_Release(state);
    free(v);
}

static void delete_legacy(Legacy *v) {
    PyGILState_STATE state = PyGILState_Ensure();
    Py_DECREF(((SentLegacy *)v)->owner);
    PyGILState_Release(state);
    free(v);
}

static Versioned *send(Row *row) {
    Sent *sent = malloc(sizeof *sent);
    if (!sent) return NULL;
    sent->managed = (Versioned){{1, 3}, sent, delete_sent, 0, {0}};
    fill(row, &sent->managed.tensor);
    sent->owner = Py_NewRef(row);
    return &sent->managed;
}

static void destroy(PyObject *capsule) {
    if (PyCapsule_IsValid(capsule, "dltensor_versioned")) {
        Versioned *v = PyCapsule_GetPointer(capsule, "dltensor_versioned");
        v->deleter(v);
    } else if (PyCapsule_IsValid(capsule, "dltensor")) {
        Legacy *v = PyCapsule_GetPointer(capsule, "dltensor");
        v->deleter(v);
    }
}

static PyObject *row_dlpack(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *names) {
    Versioned *v = send((Row *)self);
    return v ? PyCapsule_New(v, "dltensor_versioned", destroy) : PyErr_NoMemory();
}

static PyObject *row_legacy(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *names) {
    SentLegacy *sent = malloc(sizeof *sent);
    if (!sent) return PyErr_NoMemory();
    sent->managed = (Legacy){{0}, sent, delete_legacy};
    fill((Row *)self, &sent->managed.tensor);
    sent->owner = Py_NewRef(self);
    return PyCapsule_New(&sent->managed, "dltensor", destroy);
}

static PyObject *row_device(PyObject *self, PyObject *none) { return Py_BuildValue("(ii)", 1, 0); }

static int row_buffer(PyObject *self, Py_buffer *view, int flags) {
    Row *row = (Row *)self;
    *view = (Py_buffer){row->data, Py_NewRef(self), row->bytes, 4, 0, 1,
                        flags & PyBUF_FORMAT ? "f" : NULL,
                        flags & PyBUF_ND ? (Py_ssize_t *)row->shape : NULL,
                        (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? &row->step : NULL, NULL, NULL};
    return 0;
}

static int table_export(void *obj, Versioned **out) {
    *out = send(obj);
    if (!*out) PyErr_NoMemory();
    return *out ? 0 : -1;
}

static Table table = {{1, 3}, NULL, NULL, table_export, NULL, NULL, NULL};
static PyBufferProcs row_procs = {row_buffer, NULL};
static PyMethodDef dlpack_methods[] = {
    {"__dlpack__", (PyCFunction)(void (*)(void))row_dlpack, METH_FASTCALL | METH_KEYWORDS, NULL},
    {"__dlpack_device__", row_device, METH_NOARGS, NULL},
    {NULL}};
static PyMethodDef legacy_methods[] = {
    {"__dlpack__", (PyCFunction)(void (*)(void))row_legacy, METH_FASTCALL | METH_KEYWORDS, NULL},
    {"__dlpack_device__", row_device, METH_NOARGS, NULL},
    {NULL}};

#define ROW(name, procs, methods) \
    {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "raw." name, .tp_basicsize = sizeof(Row), \
     .tp_flags = Py_TPFLAGS_DEFAULT, .tp_as_buffer = procs, .tp_methods = methods}
static PyTypeObject types[] = {
    ROW("Buffer", &row_procs, NULL), ROW("Dlpack", NULL, dlpack_methods), ROW("Legacy", NULL, legacy_methods),
    ROW("Table", NULL, NULL)};

/* make(kind, address, length): an object that lends memory which the caller keeps alive. */
static PyObject *make(PyObject *self, PyObject *args) {
    int kind;
    unsigned long long address;
    long long length;
    if (!PyArg_ParseTuple(args, "iKL", &kind, &address, &length)) return NULL;
    if (kind < 0 || kind > 3) return refuse("there are four kinds");
    Row *row = PyObject_New(Row, &types[kind]);
    if (!row) return NULL;
    row->data = (void *)(uintptr_t)address;
    row->shape[0] = length;
    row->strides[0] = 1;
    row->bytes = length * 4;
    row->step = 4;
    return (PyObject *)row;
}

#define BY_NAME(name) \
    {#name, (PyCFunction)(void (*)(void))named_##name, METH_FASTCALL | METH_KEYWORDS, NULL}

static PyMethodDef functions[] = {
    BY_NAME(nothing), BY_NAME(buffer), BY_NAME(dlpack), BY_NAME(legacy), BY_NAME(table),
    {"make", make, METH_VARARGS, NULL},
    {NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "raw", NULL, -1, functions};

PyMODINIT_FUNC PyInit_raw(void) {
    dlpack_name = PyUnicode_InternFromString("__dlpack__");
    table_name = PyUnicode_InternFromString("__dlpack_c_exchange_api__");
    max_version_names = Py_BuildValue("(s)", "max_version");
    version_pair = Py_BuildValue("(ii)", 1, 3);
    for (int at = 0; at < 4; at++)
        if (PyType_Ready(&types[at]) < 0) return NULL;
    PyObject *capsule = PyCapsule_New(&table, "dlpack_exchange_api", NULL);
    if (!capsule || PyDict_SetItem(types[3].tp_dict, table_name, capsule) < 0) return NULL;
    Py_DECREF(capsule);
    PyType_Modified(&types[3]);
    return PyModule_Create(&module);
}
