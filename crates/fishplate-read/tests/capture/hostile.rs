//! Modules that mean harm, each between two that do not.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use fishplate_model::{Declarations, RunFailure, RunFailureKind};
use fishplate_process::{JailKind, JailLimits};

use crate::{LIMITS, NEIGHBOUR, arguments, capture, function};

fn only_failure(declarations: &Declarations) -> &RunFailure {
    let [failure] = declarations.run_failures.as_slice() else {
        panic!("{:#?}", declarations.run_failures);
    };
    failure
}

/// A module that means harm between two that do not; gives what is said of it.
fn beside(kind: JailKind, text: &str, limits: JailLimits) -> RunFailure {
    let text =
        format!("import ctypes\nctypes.CDLL('libbad.so').bad.argtypes = [ctypes.c_int]\n{text}");
    let other = NEIGHBOUR.replace("good", "other");
    let files = [("a.py", NEIGHBOUR), ("bad.py", &text), ("z.py", &other)];
    let before = Instant::now();
    let (after, before_run) = capture(kind, &files, limits);
    assert!(
        before.elapsed() < limits.wall + Duration::from_secs(10),
        "{:?}",
        before.elapsed()
    );
    assert_eq!(arguments(function(&before_run, "bad")), ["ctypes.c_int"]);
    for symbol in ["bad", "other_one"] {
        function(&after, symbol);
    }
    assert!(!after.run_failures.is_empty(), "{text}");
    let failure = only_failure(&after).clone();
    assert_eq!(
        (failure.module.as_str(), failure.span.file.as_str()),
        ("bad", "bad.py")
    );
    failure
}

pub(crate) fn what_ends_the_process_is_said(kind: JailKind) {
    let rows = [
        (
            "import os\nos._exit(0)",
            "ended the process with code 0, without an answer",
        ),
        (
            "import os\nos.kill(os.getpid(), 11)",
            "crashed with SIGSEGV",
        ),
        ("ctypes.string_at(8)", "crashed with SIGSEGV"),
        ("import os\nos.abort()", "crashed with SIGABRT"),
        (
            "import os\nos.closerange(3, 1 << 12)",
            "ended the process with code 3, without an answer",
        ),
    ];
    for (text, what) in rows {
        let failure = beside(kind, text, LIMITS);
        assert_eq!(
            (failure.kind, failure.what.as_str()),
            (RunFailureKind::Ended, what),
            "{text}"
        );
    }
}

pub(crate) fn what_takes_too_much_is_said(kind: JailKind) {
    let short = JailLimits {
        wall: Duration::from_secs(6),
        ..LIMITS
    };
    let rows = [
        ("while True: pass", short, "did not end in time"),
        ("x = bytearray(8 << 30)", LIMITS, "raised MemoryError"),
        (
            "import os, time\nfor _ in range(11):\n  try: os.fork()\n  except OSError: pass\ntime.sleep(30)",
            LIMITS,
            "started too many processes",
        ),
        (
            "import os, time\nfor _ in range(6):\n  if not os.fork():\n    x = b'x' * (200 << 20)\n    time.sleep(30)\ntime.sleep(30)",
            LIMITS,
            "took too much memory",
        ),
    ];
    for (text, limits, what) in rows {
        let failure = beside(kind, text, limits);
        assert_eq!(
            (failure.kind, failure.what.as_str()),
            (RunFailureKind::Ended, what),
            "{text}"
        );
    }
}

pub(crate) fn forged_messages_are_passed_over(kind: JailKind) {
    let text = r#"
import os
from ctypes import *
CDLL('libtrue.so')['true' + '_one'].argtypes = [c_int]
facts = '{"facts":{"functions":[{"number":0,"symbol":"forged","library":"","arguments":[],"has_result":false,"result":null,"has_errcheck":false,"convention":"c","chain":[["forger.py",1,0]],"arguments_chain":[],"result_chain":[]}],"records":[],"cdefs":[]}}'
for body in (facts, '{"end":true}'):
    for word in ('0' * 32, ''):
        line = f'fishplate-capture/1 {word} {len(body)}\n{body}\n'.encode()
        print(line)
        for descriptor in range(256):
            try:
                os.write(descriptor, line)
            except OSError:
                pass
"#;
    let (after, _) = capture(kind, &[("forger.py", text), ("z.py", NEIGHBOUR)], LIMITS);
    assert!(after.run_failures.is_empty(), "{:#?}", after.run_failures);
    let symbols: Vec<&str> = after
        .functions
        .iter()
        .map(|one| one.symbol.as_str())
        .collect();
    assert_eq!(symbols, ["true_one", "good_one"]);
}

pub(crate) fn modules_that_change_python_are_captured(kind: JailKind) {
    let text = "
import builtins, ctypes, json, os, sys
from ctypes import *
CDLL('libtrue.so')['true' + '_one'].argtypes = [c_int]
def nothing(*arguments, **named):
    raise RuntimeError('replaced')
for module in (json, json.encoder, json.decoder, ctypes, os, os.path):
    for name in list(vars(module)):
        if callable(getattr(module, name)) and not name.startswith('__'):
            setattr(module, name, nothing)
sys.setrecursionlimit(60)
sys.settrace(nothing)
sys.setprofile(nothing)
";
    let (after, _) = capture(kind, &[("replacer.py", text)], LIMITS);
    assert_eq!(arguments(function(&after, "true_one")), ["c_int"]);
}

pub(crate) fn files_are_written_into_an_empty_home(kind: JailKind) {
    let home = PathBuf::from(std::env::var_os("HOME").unwrap());
    let name = format!(".fishplate-mark-{}-{}", std::process::id(), kind as u8);
    let text = "
import os
from ctypes import c_int
open(os.path.join(os.path.expanduser('~'), 'NAME'), 'w').write('x')
";
    let (after, _) = capture(kind, &[("writer.py", &text.replace("NAME", &name))], LIMITS);
    let failure = only_failure(&after);
    let expected = match kind {
        // There is nowhere to write to.
        JailKind::Landlock => RunFailureKind::Raised,
        _ => RunFailureKind::Wrote,
    };
    assert_eq!(
        (failure.kind, failure.module.as_str()),
        (expected, "writer"),
        "{failure:?}"
    );
    let exact = text.replace("os.path.expanduser('~')", &format!("'{}'", home.display()));
    let (after, _) = capture(
        kind,
        &[("writer.py", &exact.replace("NAME", &name))],
        LIMITS,
    );
    assert_eq!(only_failure(&after).kind, RunFailureKind::Raised);
    assert!(!home.join(&name).exists());
}

pub(crate) fn places_outside_of_the_targets_are_not_told(kind: JailKind) {
    let text = "
from ctypes import *
lib = CDLL('libfar.so')
code = compile(\"f = lib['far' + '_one']; f.argtypes = [c_int]\", '/etc/hostname', 'exec')
exec(code)
";
    let (after, _) = capture(kind, &[("far.py", text)], LIMITS);
    let files: Vec<&str> = after
        .functions
        .iter()
        .map(|one| one.span.file.as_str())
        .collect();
    assert_eq!(files, ["far.py"; 0]);
}
