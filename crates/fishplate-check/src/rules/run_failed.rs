//! FP193: a module could not be imported, so `--run` could not tell all that it declares.

use fishplate_model::{RunFailure, RunFailureKind, Severity};

use crate::context::Context;
use crate::draft::{self, Draft, Drafts, Key, Subject};
use crate::rule::{Check, Example, Rule};

pub(super) static RULE: Rule = Rule {
    code: "FP193",
    name: "run-failed",
    summary: "importing a module with `--run` did not show its declarations",
    explanation:
        "`check --run` imports the modules of the target in a jail, with libraries that are \
not there, and takes what they declare. This module ended the process, ran into a limit of time, \
memory or processes, raised an exception, or wrote a file while it was imported. What the source \
shows was compared all the same; declarations that only the import could show were not.

A module that does work when it is imported does it in every program that uses it. Move the work \
into a function, install what is missing for the interpreter of `--python`, or leave the file out \
with `--exclude`. In the jail every function of a library gives 0 and writes nothing, so a module \
that checks the library's version when it is imported sees version 0.",
    severity: "warning where the process ended or met a limit; note where an exception was raised or \
a file was written",
    is_heuristic: false,
    bad: Example::python(
        "lib.scale.argtypes = [c_int]\nlib.scale.restype = c_int\nos._exit(0)",
        "int scale(int factor);",
    ),
    good: Example::python(
        "lib.scale.argtypes = [c_int]\nlib.scale.restype = c_int",
        "int scale(int factor);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for (index, failure) in context.declared.all.run_failures.iter().enumerate() {
        drafts.push(draft(index, failure));
    }
}

fn draft(index: usize, failure: &RunFailure) -> Draft {
    let severity = match failure.kind {
        RunFailureKind::Ended => Severity::Warning,
        RunFailureKind::Raised | RunFailureKind::Missing | RunFailureKind::Wrote => Severity::Note,
    };
    let key = Key {
        subject: Subject::RunFailure(index),
        part: None,
    };
    let (symbol, what) = if failure.module.is_empty() {
        ("--run", "the run".to_owned())
    } else {
        let what = format!("the import of `{}`", failure.module);
        (failure.module.as_str(), what)
    };
    let mut draft = Draft::new(RULE.code, severity, key, symbol);
    draft.message = format!("{what} {}", failure.what.trim_end_matches('.'));
    draft.binding = draft::label(&failure.span, "", "while it was imported");
    draft.consequence = match failure.kind {
        RunFailureKind::Wrote => "every program that imports it writes there too".to_owned(),
        _ => "what only the import could show is not compared; what the source shows is".to_owned(),
    };
    let leave_out = format!("leave it out with `--exclude '{}'`", failure.span.file);
    draft.help = match failure.kind {
        RunFailureKind::Missing => {
            format!("install what it needs for the interpreter of `--python`, or {leave_out}")
        }
        RunFailureKind::Wrote => "write on the first use, not at the import".to_owned(),
        RunFailureKind::Ended | RunFailureKind::Raised => {
            format!("do this work in a function, not at the import, or {leave_out}")
        }
    };
    draft.fact = format!("{:?} {}", failure.kind, failure.module);
    draft
}
