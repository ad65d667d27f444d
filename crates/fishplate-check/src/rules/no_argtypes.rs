//! FP111: a function without `argtypes` takes what a C `int` cannot carry.

use fishplate_model::{ArgumentKind, CallSite, Severity, Span};

use crate::context::{self, Context};
use crate::draft::{self, Draft, Drafts, Key, Subject};
use crate::functions::{self, Arguments, FunctionPair, Passing, Position};
use crate::index::is_bare;
use crate::rule::{Check, Example, Rule};
use crate::shape::Shape;
use crate::words;

pub(super) static RULE: Rule = Rule {
    code: "FP111",
    name: "no-argtypes",
    summary: "a function takes pointers, wide integers or floating values, and declares no `argtypes`",
    explanation: "Without `argtypes`, ctypes goes by the Python type: an `int` travels as a C `int`, \
a `str` as wide characters, a `float` is refused. A handle that a `c_void_p` function returned is a \
Python `int` too, so it is cut to 32 bits on its way back. With `argtypes`, the same call converts \
each argument to what C expects, or raises.

Declare `argtypes` for every function that takes more than C integers of up to 32 bits. It is a note \
where every call in the sources passes values of declared types.",
    severity: "warning; error where a call passes a bare number; note where all calls pass typed values",
    is_heuristic: false,
    bad: Example::python("lib.store.restype = None", "void store(void *handle, long value);"),
    good: Example::python(
        "lib.store.argtypes = [c_void_p, c_long]\nlib.store.restype = None",
        "void store(void *handle, long value);",
    ),
    check: Check::EachTruth(check),
};

fn check(context: &Context<'_>, drafts: &mut Drafts) {
    for pair in &context.functions {
        if pair.arguments == Arguments::Undeclared && !pair.declared.is_verified {
            drafts.extend(draft(context, pair));
        }
    }
}

fn draft<'a>(context: &Context<'a>, pair: &FunctionPair<'a>) -> Option<Draft> {
    let lowering = context.lowering();
    let needy: Vec<(usize, Shape<'_>)> = pair
        .native
        .parameters
        .iter()
        .map(|parameter| lowering.native(&parameter.ty))
        .enumerate()
        .filter(|(_, shape)| !is_int_enough(shape))
        .collect();
    let (first, first_shape) = needy.first()?;
    let (worst, at) = worst_call(context, pair);
    let severity = match worst {
        Some(Passing::Right) => Severity::Note,
        Some(Passing::Doubtful) | None => Severity::Warning,
        Some(Passing::Wrong) => Severity::Error,
    };
    let key = Key {
        subject: Subject::Function(pair.index),
        // One who declares nothing has one thing to mend.
        part: is_bare(pair.declared).then_some(Position::Result),
    };
    let symbol = &pair.declared.symbol;
    let mut draft = Draft::new(RULE.code, severity, key, symbol);
    let part = words::part(Position::Argument(*first), pair.native);
    let what = words::shape(first_shape);
    draft.message = format!("`{symbol}` has no `argtypes`, and {part} is {what}");
    draft.binding = draft::label(&pair.declared.span, symbol, "no parameter types here");
    let fact = format!("{what} here");
    draft.native = Some(context.native_part(pair.native, Position::Argument(*first), &fact));
    draft.consequence = match (severity, at) {
        (Severity::Note, _) => {
            "every call that the sources show passes a typed value; nothing checks the next one"
                .to_owned()
        }
        (Severity::Error, Some((call, index))) => {
            let part = words::part(Position::Argument(index), pair.native);
            let place = place(call, &pair.declared.span);
            match call.arguments.get(index) {
                Some(ArgumentKind::Typed { ty }) => {
                    format!("the call {place} passes {part} as `{}`", ty.spelling)
                }
                _ => format!(
                    "the call {place} passes {part} as a bare value, which ctypes sends as a C \
                     `int` or refuses"
                ),
            }
        }
        _ => "a bare Python number travels as a C `int`: addresses and large values are cut"
            .to_owned(),
    };
    draft.help = help(context, pair);
    draft.also_at = context::also_at(pair);
    draft.fact = "no argtypes".to_owned();
    Some(draft)
}

/// Where a call stands, seen from a declaration.
fn place(call: &CallSite, declared: &Span) -> String {
    let Span { file, line, .. } = &call.span;
    if *file == declared.file {
        format!("in line {line}")
    } else {
        format!("at `{file}:{line}`")
    }
}

/// Whether a value travels rightly as the C `int` that ctypes makes of a number.
fn is_int_enough(shape: &Shape<'_>) -> bool {
    match shape {
        Shape::Int(int) => int.bits <= 32,
        Shape::Unknown | Shape::Void => true,
        _ => false,
    }
}

/// The worst argument of all calls, and the call and place of it; none where no call is seen.
fn worst_call<'a>(
    context: &Context<'a>,
    pair: &FunctionPair<'a>,
) -> (Option<Passing>, Option<(&'a CallSite, usize)>) {
    let (equivalence, lowering) = (context.equivalence(), context.lowering());
    let mut worst: Option<(Passing, &CallSite, usize)> = None;
    for call in pair.calls.iter().copied() {
        let is_short = call.is_open || call.arguments.len() < pair.native.parameters.len();
        if is_short && worst.is_none_or(|(known, ..)| known < Passing::Doubtful) {
            worst = Some((Passing::Doubtful, call, 0));
        }
        let both = call.arguments.iter().zip(&pair.native.parameters);
        for (index, (argument, parameter)) in both.enumerate() {
            let shape = lowering.native(&parameter.ty);
            let passing = functions::passing(&equivalence, argument, &shape, pair.declared.origin);
            if worst.is_none_or(|(known, ..)| passing > known) {
                worst = Some((passing, call, index));
            }
        }
    }
    match worst {
        None => (None, None),
        Some((passing, call, index)) => (Some(passing), Some((call, index))),
    }
}

fn help<'a>(context: &Context<'a>, pair: &FunctionPair<'a>) -> String {
    let symbol = &pair.declared.symbol;
    match context.spell_parameters(pair) {
        Some(types) => format!("set `{symbol}.argtypes = [{types}]`"),
        None => format!("set `{symbol}.argtypes` to one type per parameter"),
    }
}
