//! Writes the Cython source of a module.

use minijinja::context;

use super::function::Function;
use super::names::Own;
use crate::source::{Source, python_string};
use crate::uniform::{self, c};
use crate::{Library, Operation, OutputFile, Plan, scaffold};

pub(crate) fn write(plan: &Plan, library: &Library) -> Vec<OutputFile> {
    let (source, words) = sources(plan);
    let mut files = vec![
        OutputFile::new("native/_native.pyx", source),
        OutputFile::new("native/uniform.h", uniform::HEADER),
        scaffold::setup_py(plan, library, include_str!("setup.py.jinja")),
        scaffold::pyproject(plan, &["setuptools", "Cython>=3.1"]),
    ];
    files.extend(words.map(|words| OutputFile::new(format!("native/{WORDS_FILE}"), words)));
    files
}

/// The file of the functions that Cython cannot read as Cython.
const WORDS_FILE: &str = "words.py";

/// The module, and the file that it includes where a name is a word of Cython's.
fn sources(plan: &Plan) -> (String, Option<String>) {
    let own = Own::of(plan);
    let functions: Vec<Function<'_>> = (plan.functions.iter().enumerate())
        .map(|(place, planned)| Function {
            place,
            planned,
            plan,
            own: &own,
        })
        .collect();
    let mut out = Source::new();
    out.line(scaffold::fill(
        include_str!("declarations.pyx.jinja"),
        context! {
            module => plan.module,
            is_thread_safe => plan.is_thread_safe,
            fp => own.prefix(),
        },
    ));
    library(&functions, plan, &own, &mut out);
    enumerations(plan, &own, &mut out);
    let mut words = Source::new();
    for function in &functions {
        out.line("");
        function.write(&mut out, &mut words);
    }
    let words = words.finish();
    if words.is_empty() {
        return (out.finish(), None);
    }
    out.line("")
        .line("# Python has these names, and Cython reads them in a file of Python only.")
        .line(format!("include \"{WORDS_FILE}\""));
    let head = "# Included by `_native.pyx`: functions with a name that is a word of Cython's.\n";
    (out.finish(), Some(format!("{head}{words}")))
}

/// The functions of the library: their prototypes in C, then what Cython is told of them.
fn library(functions: &[Function<'_>], plan: &Plan, own: &Own, out: &mut Source) {
    // Raw, since Cython would read the escapes that are meant for C.
    out.open("cdef extern from *:").line("r\"\"\"");
    for function in functions {
        out.line(c::prototype(function.planned, plan));
    }
    for (place, item) in plan.enumerations.iter().enumerate() {
        out.line(c::has_value_definition(place, item).trim_end());
    }
    out.line("\"\"\"");
    for place in 0..plan.enumerations.len() {
        let name = own.declared(&c::has_value(place));
        out.line(format!("int {name}({}signed)", own.prefix()));
    }
    out.out().line("").open("cdef extern from * nogil:");
    for function in functions {
        out.line(function.declaration());
    }
    out.out();
}

/// What results are looked up in: members by value, and the class where combinations are values.
fn enumerations(plan: &Plan, own: &Own, out: &mut Source) {
    let mut lines = Vec::new();
    for (place, item) in plan.enumerations.iter().enumerate() {
        let returned = Operation::ReturnEnum { enumeration: place };
        if !(plan.functions.iter()).any(|function| function.result == returned) {
            continue;
        }
        let fp = own.prefix();
        lines.push(format!(
            "_{fp}members_{place} = _{fp}enums._{}_by_value",
            item.name
        ));
        if item.is_flags {
            let name = python_string(&item.name);
            lines.push(format!("_{fp}class_{place} = _{fp}enums.__dict__[{name}]"));
        }
    }
    if lines.is_empty() {
        return;
    }
    out.line("")
        .line(format!("from . import _enums as _{}enums", own.prefix()))
        .line("")
        .line(lines.join("\n"));
}

#[cfg(test)]
mod tests {
    use super::sources;
    use crate::{Argument, Input, IntType, Operation, Plan, PlannedFunction};

    fn plan(functions: &[(&str, &str)]) -> Plan {
        let int = IntType {
            c_name: "int".to_owned(),
            bits: 32,
            is_signed: true,
        };
        let functions = (functions.iter())
            .map(|(name, parameter)| PlannedFunction {
                name: (*name).to_owned(),
                symbol: "symbol".to_owned(),
                doc: None,
                inputs: vec![Input {
                    name: (*parameter).to_owned(),
                    operation: Operation::IntIn(int.clone()),
                    default: None,
                }],
                lengths: Vec::new(),
                apart: Vec::new(),
                arguments: vec![Argument::Input(0)],
                result: Operation::ReturnInt(int.clone()),
                is_detached: false,
            })
            .collect();
        Plan {
            module: "m".to_owned(),
            headers: Vec::new(),
            enumerations: Vec::new(),
            functions,
            left_out: Vec::new(),
            is_thread_safe: false,
        }
    }

    #[test]
    fn a_name_that_is_a_word_of_cython_stays_as_it_is() {
        for (name, parameter) in [("f", "include"), ("cdef", "a")] {
            let (source, words) = sources(&plan(&[("plain", "a"), (name, parameter)]));
            let words = words.unwrap();
            let python = format!("def {name}({parameter}):\n    return fp_call_1({parameter})\n");
            assert!(words.ends_with(&python), "{words}");
            assert!(source.contains("cdef object fp_call_1(object fp_given_0):"));
            assert!(source.ends_with("include \"words.py\"\n"), "{source}");
            assert!(source.contains("def plain(object a):"));
        }
    }

    #[test]
    fn a_plain_library_needs_no_second_file() {
        let (source, words) = sources(&plan(&[("object", "char")]));
        assert_eq!(words, None);
        assert!(source.contains("def object(object char):"), "{source}");
    }

    #[test]
    fn a_name_of_the_library_never_hides_one_of_the_module() {
        let (source, _) = sources(&plan(&[("fp_int", "fp__in_0")]));
        assert!(
            source.contains("def fp_int(object fp__in_0):\n    cdef fp___signed fp___in_0\n"),
            "{source}"
        );
        assert!(source.contains("    fp___int(fp__in_0, -2147483648, "));
        assert!(source.contains("int fp___int \"fp_int\"(object, "));
        assert!(source.contains("\"fp_int() argument 'fp__in_0'\""));
    }
}
