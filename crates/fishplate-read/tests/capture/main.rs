//! Imports in a jail: what only they show is found at its line, and whatever a module does, the
//! facts of its source stand and its neighbours have their turn.
//!
//! This program is its own keeper, as the command line is, so it has no test runner.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "all of it is test code"
)]

mod hostile;

use std::path::{Path, PathBuf};
use std::time::Duration;

use fishplate_model::{
    Declarations, DeclaredFunction, DeclaredResult, DeclaredType, Origin, RunFailureKind,
};
use fishplate_process::{JailKind, JailLimits, serve_jail};
use fishplate_read::{CaptureRequest, PythonRequest, capture_python, read_python};

/// Enough for a module of Python, and little enough for a test.
const LIMITS: JailLimits = JailLimits {
    wall: Duration::from_secs(20),
    resident_bytes: 512 << 20,
    processes: 16,
    ..JailLimits::IMPORT
};

/// What stands beside each module that means harm, and is to be captured all the same.
const NEIGHBOUR: &str = "
from ctypes import CDLL, c_int
lib = CDLL('libgood.so')
def declare(name, *types):
    function = getattr(lib, 'good_' + name)
    function.argtypes = types
def late():
    declare('one', c_int)
";

type Test = (&'static str, fn(JailKind));

const TESTS: &[Test] = &[
    (
        "lazy_declarations_are_found_at_the_call",
        lazy_declarations_are_found_at_the_call,
    ),
    (
        "a_table_with_computed_names_is_found",
        a_table_with_computed_names_is_found,
    ),
    (
        "types_that_are_computed_are_filled_in",
        types_that_are_computed_are_filled_in,
    ),
    (
        "records_that_are_computed_are_filled_in",
        records_that_are_computed_are_filled_in,
    ),
    (
        "packages_with_helpers_need_no_library",
        packages_with_helpers_need_no_library,
    ),
    (
        "the_source_keeps_its_spelling",
        the_source_keeps_its_spelling,
    ),
    ("a_module_alone_may_fail", a_module_alone_may_fail),
    (
        "what_ends_the_process_is_said",
        hostile::what_ends_the_process_is_said,
    ),
    (
        "what_takes_too_much_is_said",
        hostile::what_takes_too_much_is_said,
    ),
    (
        "forged_messages_are_passed_over",
        hostile::forged_messages_are_passed_over,
    ),
    (
        "modules_that_change_python_are_captured",
        hostile::modules_that_change_python_are_captured,
    ),
    (
        "files_are_written_into_an_empty_home",
        hostile::files_are_written_into_an_empty_home,
    ),
    (
        "places_outside_of_the_targets_are_not_told",
        hostile::places_outside_of_the_targets_are_not_told,
    ),
];

fn main() {
    if let Some(code) = serve_jail() {
        std::process::exit(i32::from(code));
    }
    // `cargo test NAME` and `--list` hand arguments of the test runner to every test program.
    if std::env::args().any(|argument| argument == "--list") {
        return;
    }
    for kind in JailKind::ALL {
        let (declarations, _) = capture(kind, &[("a.py", "import ctypes\n")], LIMITS);
        if declarations.jail.as_deref() != Some(kind.name()) {
            let name = kind.name();
            println!("skipped: captures in the jail `{name}`, which cannot be built here");
            continue;
        }
        for (name, test) in TESTS {
            test(kind);
            println!("test {name} ({}) ... ok", kind.name());
        }
    }
}

/// What is declared before and after the import of some files.
fn capture(
    kind: JailKind,
    files: &[(&str, &str)],
    limits: JailLimits,
) -> (Declarations, Declarations) {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("project");
    for (name, text) in files {
        let path = target.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut request = PythonRequest {
        python: PathBuf::from("python3"),
        targets: vec![target.clone()],
        exclude: Vec::new(),
    };
    let before = read_python(&request).unwrap();
    let mut after = before.clone();
    let capture = CaptureRequest {
        python: std::mem::take(&mut request.python),
        targets: request.targets,
        exclude: request.exclude,
        keeper: std::env::current_exe().unwrap(),
        limits,
        strongest: kind,
    };
    capture_python(&capture, &mut after).unwrap();
    (shortened(after, &target), shortened(before, &target))
}

/// The same with file names as the test gave them.
fn shortened(declarations: Declarations, folder: &Path) -> Declarations {
    let text = serde_json::to_string(&declarations).unwrap();
    let prefix = format!("{}/", folder.display());
    serde_json::from_str(&text.replace(&prefix, "")).unwrap()
}

fn function<'a>(declarations: &'a Declarations, symbol: &str) -> &'a DeclaredFunction {
    let mut all = declarations
        .functions
        .iter()
        .filter(|one| one.symbol == symbol);
    let found = all
        .next()
        .unwrap_or_else(|| panic!("no `{symbol}` in {declarations:#?}"));
    assert!(all.next().is_none(), "`{symbol}` is there twice");
    found
}

fn types(all: &[DeclaredType]) -> Vec<&str> {
    all.iter().map(|ty| ty.spelling.as_str()).collect()
}

fn arguments(function: &DeclaredFunction) -> Vec<&str> {
    types(function.arguments.as_deref().unwrap())
}

fn result(function: &DeclaredFunction) -> &str {
    match &function.result {
        DeclaredResult::Unset => "unset",
        DeclaredResult::Type { ty } => &ty.spelling,
    }
}

fn lazy_declarations_are_found_at_the_call(kind: JailKind) {
    let text = "
from ctypes import CDLL, POINTER, c_double, c_int, c_size_t
_lib = None

def library():
    global _lib
    if _lib is None:
        _lib = CDLL('libsignal.so')
    return _lib

def declare(name, result, *types):
    function = getattr(library(), PREFIX + name)
    function.restype = result
    function.argtypes = types
    return function

PREFIX = __import__('base64').b64decode('c2lnbmFsXw==').decode()

def resample(values):
    call = declare('resample', c_double, POINTER(c_double), c_size_t)
    return call(values, len(values))

def never(values, kind):
    return declare('never', kind)(values)
";
    let (after, before) = capture(kind, &[("signal_binding.py", text)], LIMITS);
    assert!(before.functions.is_empty(), "{before:#?}");
    let found = function(&after, "signal_resample");
    assert_eq!(arguments(found), ["POINTER(c_double)", "c_size_t"]);
    assert_eq!(result(found), "c_double");
    assert_eq!(found.origin, Origin::Run);
    assert_eq!((found.span.line, found.span.column), (20, 20));
    assert_eq!(after.resolved_by_run, 1);
    assert!(after.run_failures.is_empty(), "{after:#?}");
}

fn a_table_with_computed_names_is_found(kind: JailKind) {
    let text = "
import ctypes, functools
lib = ctypes.cdll.LoadLibrary('libsound.so')
TABLE = functools.reduce(lambda all, row: all + [row], [
    ('sound_open', [ctypes.c_char_p], ctypes.c_void_p),
    ('sound_close', [ctypes.c_void_p], None),
], [])
for name, types, result in TABLE:
    function = getattr(lib, name)
    function.argtypes, function.restype = types, result
";
    let (after, _) = capture(kind, &[("sound.py", text)], LIMITS);
    let open = function(&after, "sound_open");
    assert_eq!(
        (arguments(open), result(open)),
        (vec!["c_char_p"], "c_void_p")
    );
    assert_eq!((open.span.line, open.span.column), (5, 6));
    let close = function(&after, "sound_close");
    assert_eq!((result(close), close.span.line), ("None", 6));
    assert!(after.resolved_by_run >= 2);
}

fn types_that_are_computed_are_filled_in(kind: JailKind) {
    let text = "
from ctypes import *
import struct
lib = CDLL('libwide.so')
WORD = {4: c_uint32, 8: c_uint64}[struct.calcsize('P')]
lib.wide.argtypes = [c_int, WORD]
lib.wide.restype = WORD
";
    let (after, _) = capture(kind, &[("wide.py", text)], LIMITS);
    let wide = function(&after, "wide");
    assert_eq!((wide.span.line, wide.origin), (6, Origin::Run));
    let text = serde_json::to_string(&wide.arguments).unwrap();
    assert!(
        text.contains(r#""name":"c_uint64""#) && text.contains(r#""spelling":"WORD""#),
        "{text}"
    );
    assert_eq!(after.resolved_by_run, 1);
}

fn records_that_are_computed_are_filled_in(kind: JailKind) {
    let text = "
from ctypes import *
lib = CDLL('librec.so')
def members(count):
    return [(f'm{number}', c_short) for number in range(int(str(count)))]
class Known(Structure):
    _pack_ = 2
    _fields_ = members(2)
class Outer(Structure):
    _fields_ = [('flags', c_uint, 3), ('inner', Known)]
Made = type(Structure)('Made', (Structure,), dict(_fields_=members(1)))
lib.take.argtypes = [POINTER(Known), POINTER(Outer)]
";
    let (after, _) = capture(kind, &[("rec.py", text)], LIMITS);
    let known: Vec<_> = after
        .records
        .iter()
        .filter(|one| one.short_name == "Known")
        .collect();
    assert_eq!(known.len(), 1, "{after:#?}");
    let names: Vec<&str> = known[0]
        .fields
        .as_ref()
        .unwrap()
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(
        (names, known[0].pack, known[0].span.line),
        (vec!["m0", "m1"], Some(2), 6)
    );
    let made: Vec<_> = after
        .records
        .iter()
        .filter(|one| one.short_name == "Made")
        .collect();
    assert_eq!((made.len(), made[0].span.line), (1, 11), "{after:#?}");
    assert!(after.resolved_by_run >= 2, "{after:#?}");
    let unresolved = after
        .unresolved
        .iter()
        .filter(|one| one.what.contains("Known"));
    assert_eq!(unresolved.count(), 0, "{after:#?}");
}

/// The forms of a large binding: a loader class, a version probe, a table.
const LOADER: &str = "
import os
from ctypes import CDLL, CFUNCTYPE, POINTER, byref, c_int, util
class DLL:
    def __init__(self, name):
        path = util.find_library(name)
        if path is None:
            raise RuntimeError('could not find the library')
        self._dll = CDLL(path)
        self.version = self.probe()
    def probe(self):
        get = CFUNCTYPE(c_int, POINTER(c_int))(('wrap_version', self._dll))
        number = c_int()
        get(byref(number))
        return number.value
    def bind(self, name, types=None, result=None, added=0):
        function = getattr(self._dll, name)
        function.argtypes, function.restype = types, result
        return function
dll = DLL('wrap')
";

const TABLE: &str = "
from ctypes import *
from .loader import dll
class Function:
    def __init__(self, name, types=None, result=None):
        self.name, self.types, self.result = name, types, result
prefix = 'wrap_'
functions = [
    Function(prefix + 'init', [c_uint32], c_int),
    Function(prefix + 'quit'),
]
for one in functions:
    globals()[one.name] = dll.bind(one.name, one.types, one.result)
";

fn packages_with_helpers_need_no_library(kind: JailKind) {
    let files = [
        (
            "wrap/__init__.py",
            "from . import table\nfrom .deep import more\n",
        ),
        ("wrap/loader.py", LOADER),
        ("wrap/table.py", TABLE),
        ("wrap/deep/__init__.py", ""),
        (
            "wrap/deep/more.py",
            "from ctypes import *\nfrom ..loader import dll\ndll.bind('wrap_deep', [c_int64])\n",
        ),
    ];
    let (after, _) = capture(kind, &files, LIMITS);
    assert!(after.run_failures.is_empty(), "{:#?}", after.run_failures);
    let init = function(&after, "wrap_init");
    assert_eq!((arguments(init), result(init)), (vec!["c_uint32"], "c_int"));
    assert_eq!(
        (init.span.file.as_str(), init.span.line),
        ("wrap/table.py", 9)
    );
    assert_eq!(function(&after, "wrap_deep").span.file, "wrap/deep/more.py");
    assert_eq!(
        arguments(function(&after, "wrap_version")),
        ["POINTER(c_int)"]
    );
}

fn the_source_keeps_its_spelling(kind: JailKind) {
    let text = "
import ctypes as ct
lib = ct.CDLL('libspell.so')
lib.spell.argtypes = [ct.c_long, ct.c_int64]
lib.spell.restype = ct.c_size_t
lib.probed
";
    let (after, before) = capture(kind, &[("spell.py", text)], LIMITS);
    assert_eq!(after.functions, before.functions);
    assert_eq!(after.resolved_by_run, 0);
}

fn a_module_alone_may_fail(kind: JailKind) {
    let files = [
        ("pack/__init__.py", "import no_such_module_of_fishplate\n"),
        ("pack/inner.py", NEIGHBOUR),
        (
            "pack/other.py",
            "from ctypes import c_int\nraise OSError('no device')\n",
        ),
        (
            "pack/__main__.py",
            "from ctypes import c_int\nraise SystemExit('this is a program')\n",
        ),
        (
            "single.py",
            "from ctypes import c_int\nimport sys; sys.exit(3)\n",
        ),
    ];
    let (after, _) = capture(kind, &files, LIMITS);
    assert_eq!(arguments(function(&after, "good_one")), ["c_int"]);
    let failures: Vec<(&str, RunFailureKind, &str, u32)> = after
        .run_failures
        .iter()
        .map(|one| {
            (
                one.module.as_str(),
                one.kind,
                one.span.file.as_str(),
                one.span.line,
            )
        })
        .collect();
    // What fails in a package that failed may fail because of it.
    let expected = [
        ("pack", RunFailureKind::Missing, "pack/__init__.py", 1),
        ("single", RunFailureKind::Raised, "single.py", 2),
    ];
    assert_eq!(failures, expected);
}
