from declaration_texts import function, line, prototype, read

LIB = "import ctypes\nfrom ctypes import *\nlib = CDLL('libdemo.so')\n"


def test_a_helper_that_adds_a_prefix_is_followed() -> None:
    told = read(
        LIB
        + """
def ffi(name, argtypes, restype, errcheck=None):
    f = getattr(lib, 'demo_' + name)
    f.argtypes = argtypes
    f.restype = restype
    if errcheck:
        f.errcheck = errcheck
    globals()[name] = f
    return f

ffi('open', [c_void_p, c_size_t], c_int, print)
ffi('close',
    [c_void_p], None)
def later():
    return open(None, 3)
"""
    )
    assert prototype(told, "demo_open") == "c_int(c_void_p, c_size_t)"
    assert function(told, "demo_open")["has_errcheck"]
    one = function(told, "demo_close")
    assert line(one) == 15
    assert "arguments_span" not in one
    assert one["arguments"][0]["span"]["line"] == 16
    assert told["unresolved"] == []


def test_a_helper_that_prepends_the_handle_is_followed() -> None:
    told = read(
        LIB
        + """
class Handle(c_void_p):
    pass

def handle(name, args, result, check, ctx=Handle):
    func = getattr(lib, name)
    func.argtypes = [ctx] + args if ctx else args
    if result is not None:
        func.restype = result
    if check is not None:
        func.errcheck = check

handle('get', [c_char_p], c_int, None)
handle('free', [c_int], None, None, ctx=None)
"""
    )
    assert prototype(told, "get") == "c_int(c_void_p, c_char_p)"
    first = function(told, "get")["arguments"][0]
    assert (first["spelling"], line(first)) == ("Handle", 16)
    assert prototype(told, "free") == "-(c_int)"


def test_a_helper_with_a_prototype_and_star_arguments_is_followed() -> None:
    told = read(
        LIB
        + """
def declare(fname, restype, *args):
    prototype = CFUNCTYPE(restype, *args)
    return prototype((fname, lib))

version = declare(
    'demo_version',
    c_int,
    POINTER(c_uint),  # major
)
"""
    )
    assert prototype(told, "demo_version") == "c_int(*c_uint)"
    assert line(function(told, "demo_version")) == 9
    assert told["callbacks"] == []


def test_a_table_of_objects_with_a_loop_is_followed() -> None:
    told = read(
        tool="""
            from ctypes import CDLL

            class Func:
                def __init__(self, name, args=None, returns=None):
                    self.name = name
                    self.args = args
                    self.returns = returns

            class Dll:
                def __init__(self, name):
                    self._dll = CDLL(name)

                def bind(self, name, args, returns):
                    func = getattr(self._dll, name, None)
                    if not func:
                        raise ValueError(name)
                    func.argtypes = args
                    func.restype = returns
                    return func

            bind = Dll("x").bind
        """,
        app="""
            from ctypes import *
            from tool import Func, bind

            _defs = [
                Func("init", [c_int], returns=c_int),
                Func("quit"),
                Func(
                    "name", [c_int], c_char_p
                ),
            ]
            for f in _defs:
                globals()[f.name] = bind(f.name, f.args, f.returns)
        """,
    )
    assert prototype(told, "init") == "c_int(c_int)"
    assert prototype(told, "quit") == "void(-)"
    assert prototype(told, "name") == "c_char_p(c_int)"
    assert [line(function(told, name)) for name in ("init", "quit", "name")] == [6, 7, 8]
    assert function(told, "init")["is_guarded"]


def test_tables_of_tuples_dictionaries_and_names_are_walked() -> None:
    told = read(
        LIB
        + """
for name, args, result in (
    ("one", [c_int], None),
    ("two", [], c_char_p),
):
    f = getattr(lib, name)
    f.argtypes = args
    f.restype = result

TABLE = {"three": (c_int, c_int), "four": ()}
for name, args in TABLE.items():
    getattr(lib, name).argtypes = args

for n in ["five", "six"]:
    lib[n].restype = c_double

for row in zip(["seven"], [c_long]):
    setattr(getattr(lib, row[0]), "restype", row[1])
"""
    )
    assert prototype(told, "one") == "void(c_int)"
    assert [line(function(told, name)) for name in ("one", "two", "three", "six")] == [6, 7, 13, 17]
    assert prototype(told, "three") == "-(c_int, c_int)"
    assert prototype(told, "six") == "c_double(-)"
    assert prototype(told, "seven") == "c_long(-)"


def test_a_decorator_with_the_name_is_followed() -> None:
    told = read(
        tool="""
            import functools

            def for_library(lib):
                def ctypes_function(name, argtypes, restype, enabled=True):
                    def decorator(f):
                        if enabled:
                            func = getattr(lib, name)
                            func.argtypes = argtypes
                            func.restype = restype
                            functools.wraps(f)(func)
                            return func
                        else:
                            return f
                    return decorator
                return ctypes_function
        """,
        app="""
            import ctypes
            from tool import for_library

            lib = ctypes.CDLL("x")
            ctypes_function = for_library(lib)

            @ctypes_function(
                "demo_init",
                [ctypes.c_void_p],
                None,
            )
            def demo_init(handle: ctypes.c_void_p): ...

            def use():
                demo_init(1, 2)
        """,
    )
    assert prototype(told, "demo_init") == "void(c_void_p)"
    assert line(function(told, "demo_init")) == 8
    assert [len(one["arguments"]) for one in told["calls"]] == [2]


def test_a_decorator_by_annotations_is_understood_without_its_source() -> None:
    told = read(
        LIB
        + """
from ctypes.util import wrap_dll_function

@wrap_dll_function(lib)
def add(a: c_int, b: 'POINTER(c_int)') -> c_double:
    ...

@wrap_dll_function(lib)
def plain(a, b: c_int): ...
"""
    )
    assert prototype(told, "add") == "c_double(c_int, *c_int)"
    assert line(function(told, "add")) == 7
    assert [one["symbol"] for one in told["functions"]] == ["add"]


def test_a_decorator_that_reads_annotations_itself_is_followed() -> None:
    told = read(
        LIB
        + """
def native(f):
    func = getattr(lib, f.__name__)
    hints = dict(f.__annotations__)
    func.restype = hints.pop("return", None)
    func.argtypes = [hints[name] for name in ("a", "b")]
    return func

@native
def add(a: c_int, b: c_long) -> c_double: ...
"""
    )
    assert prototype(told, "add") == "c_double(c_int, c_long)"


def test_a_helper_with_a_partial_and_keywords_is_followed() -> None:
    told = read(
        LIB
        + """
from functools import partial
def declare(library, name, *, result=c_int, **rest):
    f = library[name]
    f.restype = result
    f.argtypes = rest.get("args", [])
bind = partial(declare, lib)
bind("a", args=[c_int])
bind("b", result=None)
"""
    )
    assert prototype(told, "a") == "c_int(c_int)"
    assert prototype(told, "b") == "void()"


def test_a_helper_that_takes_the_function_is_followed() -> None:
    told = read(
        LIB
        + """
def declare(f, res, args):
    f.restype, f.argtypes = res, args

declare(lib.first, c_int, [c_int])
declare(lib.second, None, [])
"""
    )
    assert prototype(told, "first") == "c_int(c_int)"
    assert [line(function(told, name)) for name in ("first", "second")] == [8, 9]


def test_names_from_a_loop_go_through_a_second_helper() -> None:
    told = read(
        LIB
        + """
def declare(name, args):
    getattr(lib, 'demo_' + name).argtypes = args

def reader(kind):
    full = 'read_' + kind
    found = globals().get(full)
    if found:
        return found
    try:
        return declare(full, [c_void_p])
    except AttributeError:
        raise ValueError('the format %r is not there' % kind)

KINDS = set(('zip', 'tar'))
for kind in list(KINDS):
    try:
        reader(kind)
    except ValueError:
        KINDS.remove(kind)
"""
    )
    assert prototype(told, "demo_read_zip") == "-(c_void_p)"
    assert function(told, "demo_read_tar")["is_guarded"]
    assert line(function(told, "demo_read_tar")) == 18


def test_a_helper_that_nobody_calls_is_said_once() -> None:
    told = read(
        LIB
        + "def bind(name, args):\n    f = getattr(lib, name)\n    f.argtypes = args\n    return f\n"
    )
    assert [one["what"] for one in told["unresolved"]] == [
        "the native functions that `bind` declares"
    ]


def test_a_lazy_table_in_an_uncalled_function_is_read() -> None:
    told = read(
        LIB
        + """
def load(path):
    library = CDLL(path)
    for name, args in [("a", [c_int]), ("b", [c_long])]:
        getattr(library, name).argtypes = args
    return library
"""
    )
    assert prototype(told, "a") == "-(c_int)"
    assert prototype(told, "b") == "-(c_long)"


def test_who_calls_a_helper_is_looked_at_though_nobody_calls_it() -> None:
    told = read(
        LIB + "made = {}\ndef make(name, errcheck, *types):\n    if hasattr(lib, name):\n"
        "        f = CFUNCTYPE(*types)((name, lib))\n        made[name] = f\n        return f\n"
        "    raise NameError(name)\n"
        "def one(x):\n    f = made.get('one', None) or make('one', None, c_int, c_char_p)\n"
        "    return f(x)\n"
        "def two(x):\n    f = made.get('two', None) or make('two', None, None, c_double)\n"
        "    return f(x)\n"
    )
    assert prototype(told, "one") == "c_int(c_char_p)"
    assert prototype(told, "two") == "void(c_double)"
    assert told["unresolved"] == []


def test_a_helper_that_another_module_calls_from_a_method_is_followed() -> None:
    told = read(
        "from loader import load\nTABLE = {'f': ([c_int], c_void_p)}\n"
        "from ctypes import c_int, c_void_p\nTABLE = {'f': ([c_int], c_void_p)}\n"
        "class Context:\n    def start(self):\n        self._demo = load('demo', TABLE)\n",
        loader="from ctypes import CDLL\ndef load(name, table):\n    lib = CDLL(name)\n"
        "    for symbol, signature in table.items():\n"
        "        function = getattr(lib, symbol, None)\n        if function:\n"
        "            argtypes, restype = signature\n"
        "            function.argtypes = argtypes\n            function.restype = restype\n"
        "    return lib\n",
    )
    assert prototype(told, "f") == "c_void_p(c_int)"


def test_a_helper_that_nobody_calls_is_told_once() -> None:
    told = read(
        LIB + "def make(name, *types):\n    return CFUNCTYPE(*types)((name, lib))\n"
        "def again(name, *types):\n    return make(name, *types)\n"
    )
    assert told["functions"] == []
    assert "the native functions that `make` declares" in [
        one["what"] for one in told["unresolved"]
    ]


def test_a_table_is_declared_through_functions_that_are_given_the_library() -> None:
    told = read("""
        import ctypes

        TABLE = [("f", [ctypes.c_int], ctypes.c_char_p), ("g", [ctypes.c_long])]

        def register_one(lib, item, is_lenient):
            try:
                func = getattr(lib, item[0])
            except AttributeError:
                if is_lenient:
                    return
                raise
            if len(item) >= 2:
                func.argtypes = item[1]
            if len(item) >= 3:
                func.restype = item[2]

        def register_all(lib, is_lenient):
            def register(item):
                return register_one(lib, item, is_lenient)

            for item in TABLE:
                register(item)

        class Settings:
            @once
            def lib(self):
                lib = ctypes.cdll.LoadLibrary(self.file())
                register_all(lib, not Settings.is_strict)
                return lib
    """)
    assert [one["symbol"] for one in told["functions"]] == ["f", "g"]
    assert told["functions"][0]["result"]["type"]["kind"] == "simple"
    assert told["unresolved"] == []


def test_a_function_that_a_loop_may_have_declared_is_not_said_to_have_nothing() -> None:
    text = """
        import ctypes
        lib = ctypes.CDLL("x")
        other = ctypes.CDLL("y")
        names = set(lib.__dict__) - first
        for name in names:
            function = getattr(lib, name + "_r")
            function.restype = getattr(lib, name).restype
        lib.declared.restype = ctypes.c_int
        def use():
            lib.bare_r(1)
            other.bare(2)
    """
    told = read(text)
    assert [one["symbol"] for one in told["functions"]] == ["declared", "bare"]
    assert "the function `bare_r`" in [one["what"] for one in told["unresolved"]]
    told = read(text.replace('name + "_r"', '"f"').replace("in names", "in [1]"))
    assert {one["symbol"] for one in told["functions"]} >= {"declared", "bare", "bare_r"}
