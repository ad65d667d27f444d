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

typedef struct Schema {
    const char *format, *name, *metadata;
    int64_t flags, n_children;
    struct Schema **children, *dictionary;
    void (*release)(struct Schema *);
    void *private_data;
} Schema;
typedef struct Column {
    int64_t length, null_count, offset, n_buffers, n_children;
    const void **buffers;
    struct Column **children, *dictionary;
    void (*release)(struct Column *);
    void *private_data;
} Column;

static PyObject *dlpack_name, *max_version_names, *version_pair, *table_name, *arrow_name, *interface_name;
static PyObject *shape_key, *typestr_key, *data_key, *strides_key, *version_key;

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

/* The array moves out of its capsule, as a consumer that keeps it must do. */
static PyObject *take_arrow(PyObject *self, PyObject *obj) {
    PyObject *pair = PyObject_CallMethodNoArgs(obj, arrow_name);
    if (!pair) return NULL;
    int fits = 0;
    if (PyTuple_Check(pair) && PyTuple_GET_SIZE(pair) == 2) {
        Schema *schema = PyCapsule_GetPointer(PyTuple_GET_ITEM(pair, 0), "arrow_schema");
        Column *column = schema ? PyCapsule_GetPointer(PyTuple_GET_ITEM(pair, 1), "arrow_array") : NULL;
        if (!column) {
            Py_DECREF(pair);
            return NULL;
        }
        fits = strcmp(schema->format, "f") == 0 && column->n_buffers == 2 && column->null_count == 0;
        if (fits) {
            Column taken = *column;
            column->release = NULL;
            taken.release(&taken);
        }
    }
    Py_DECREF(pair);
    if (!fits) return refuse("a column of float32 without nulls is needed");
    Py_RETURN_NONE;
}

/* It believes the address. */
static PyObject *take_interface(PyObject *self, PyObject *obj) {
    PyObject *said = PyObject_GetAttr(obj, interface_name);
    if (!said) return NULL;
    int fits = 0;
    if (PyDict_Check(said)) {
        PyObject *shape = PyDict_GetItemWithError(said, shape_key), *data = PyDict_GetItemWithError(said, data_key);
        PyObject *type = PyDict_GetItemWithError(said, typestr_key);
        PyObject *strides = PyDict_GetItemWithError(said, strides_key);
        if (shape && data && type && PyTuple_Check(shape) && PyTuple_GET_SIZE(shape) == 1 && PyTuple_Check(data) &&
            PyTuple_GET_SIZE(data) == 2 && PyUnicode_Check(type) && (!strides || PyTuple_Check(strides))) {
            Py_ssize_t length = PyLong_AsSsize_t(PyTuple_GET_ITEM(shape, 0));
            void *address = PyLong_AsVoidPtr(PyTuple_GET_ITEM(data, 0));
            Py_ssize_t step = strides ? PyLong_AsSsize_t(PyTuple_GET_ITEM(strides, 0)) : 4;
            fits = address && length >= 0 && step && PyUnicode_CompareWithASCIIString(type, "<f4") == 0;
        }
    }
    Py_DECREF(said);
    if (PyErr_Occurred()) return NULL;
    if (!fits) return refuse("a row of float32 is needed");
    Py_RETURN_NONE;
}

NAMED(nothing)
NAMED(buffer)
NAMED(dlpack)
NAMED(legacy)
NAMED(table)
NAMED(arrow)
NAMED(interface)

/* --- giving ------------------------------------------------------------------------------- */

typedef struct {
    PyObject_HEAD
    void *data;
    int64_t shape[1], strides[1];
    Py_ssize_t bytes, step;
    const void *columns[2];
} Row;
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


/* What the array keeps is freed with its place, which is the capsule's; a copy that moved out lets go of
 * the owner only. */
static void release_column(Column *column) {
    PyGILState_STATE state = PyGILState_Ensure();
    Py_DECREF((PyObject *)column->private_data);
    PyGILState_Release(state);
    column->release = NULL;
}

static void release_schema(Schema *schema) { schema->release = NULL; }

static void destroy_column(PyObject *capsule) {
    Column *column = PyCapsule_GetPointer(capsule, "arrow_array");
    if (column->release) column->release(column);
    free(column);
}

static PyObject *row_arrow(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *names) {
    static Schema plain = {"f", "", NULL, 0, 0, NULL, NULL, release_schema, NULL};
    Row *row = (Row *)self;
    Column *sent = malloc(sizeof *sent);
    if (!sent) return PyErr_NoMemory();
    row->columns[0] = NULL;
    row->columns[1] = row->data;
    *sent = (Column){row->shape[0], 0, 0, 2, 0, row->columns, NULL, NULL, release_column, Py_NewRef(self)};
    plain.release = release_schema;
    PyObject *schema = PyCapsule_New(&plain, "arrow_schema", NULL);
    PyObject *column = PyCapsule_New(sent, "arrow_array", destroy_column);
    PyObject *pair = schema && column ? PyTuple_Pack(2, schema, column) : NULL;
    Py_XDECREF(schema);
    Py_XDECREF(column);
    return pair;
}

static PyObject *row_interface(PyObject *self, void *none) {
    Row *row = (Row *)self;
    return Py_BuildValue("{OiO(L)O(n)OsO(KO)}", version_key, 3, shape_key, (long long)row->shape[0], strides_key,
                         row->step, typestr_key, "<f4", data_key, (unsigned long long)(uintptr_t)row->data, Py_False);
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

static PyMethodDef arrow_methods[] = {
    {"__arrow_c_array__", (PyCFunction)(void (*)(void))row_arrow, METH_FASTCALL | METH_KEYWORDS, NULL}, {NULL}};
static PyGetSetDef interface_members[] = {{"__array_interface__", row_interface, NULL, NULL, NULL}, {NULL}};

#define ROW(name, procs, methods) \
    {PyVarObject_HEAD_INIT(NULL, 0).tp_name = "raw." name, .tp_basicsize = sizeof(Row), \
     .tp_flags = Py_TPFLAGS_DEFAULT, .tp_as_buffer = procs, .tp_methods = methods}
static PyTypeObject types[] = {
    ROW("Buffer", &row_procs, NULL), ROW("Dlpack", NULL, dlpack_methods), ROW("Legacy", NULL, legacy_methods),
    ROW("Table", NULL, NULL), ROW("Arrow", NULL, arrow_methods), ROW("Interface", NULL, NULL)};
#define KINDS (int)(sizeof types / sizeof *types)


/* make(kind, address, length): an object that lends memory which the caller keeps alive. */
static PyObject *make(PyObject *self, PyObject *args) {
    int kind;
    unsigned long long address;
    long long length;
    if (!PyArg_ParseTuple(args, "iKL", &kind, &address, &length)) return NULL;
    if (kind < 0 || kind >= KINDS) return refuse("there are six kinds");
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
    BY_NAME(arrow), BY_NAME(interface),
    {"make", make, METH_VARARGS, NULL},
    {NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "raw", NULL, -1, functions};

PyMODINIT_FUNC PyInit_raw(void) {
    dlpack_name = PyUnicode_InternFromString("__dlpack__");
    table_name = PyUnicode_InternFromString("__dlpack_c_exchange_api__");
    max_version_names = Py_BuildValue("(s)", "max_version");
    version_pair = Py_BuildValue("(ii)", 1, 3);
    arrow_name = PyUnicode_InternFromString("__arrow_c_array__");
    interface_name = PyUnicode_InternFromString("__array_interface__");
    shape_key = PyUnicode_InternFromString("shape");
    typestr_key = PyUnicode_InternFromString("typestr");
    data_key = PyUnicode_InternFromString("data");
    strides_key = PyUnicode_InternFromString("strides");
    version_key = PyUnicode_InternFromString("version");
    types[5].tp_getset = interface_members;
    for (int at = 0; at < KINDS; at++)
        if (PyType_Ready(&types[at]) < 0) return NULL;
    PyObject *capsule = PyCapsule_New(&table, "dlpack_exchange_api", NULL);
    if (!capsule || PyDict_SetItem(types[3].tp_dict, table_name, capsule) < 0) return NULL;
    Py_DECREF(capsule);
    PyType_Modified(&types[3]);
    return PyModule_Create(&module);
}
