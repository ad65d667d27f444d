//! Small bindings and headers as text, for tests: read without a compiler and without Python.
//!
//! It understands what the tests write and nothing more; the real readers are other crates.

mod c;
mod c_types;
mod cython;
mod python;
pub(crate) mod records;
mod rust;
mod words;

use fishplate_model::{Declarations, Finding, Interface, Span, Target};

use crate::rule::{Example, Language};
use crate::{Settings, Truth, check};

pub(crate) use python::declarations;

/// The target that a test means if it says none.
pub(crate) const LINUX: &str = "x86_64-unknown-linux-gnu";
pub(crate) const WINDOWS: &str = "x86_64-pc-windows-msvc";
pub(crate) const APPLE: &str = "aarch64-apple-darwin";

/// A target by its triple.
pub(crate) fn target(triple: &str) -> Target {
    let is_windows = triple.contains("windows");
    let is_short = triple.starts_with("i686");
    Target {
        triple: triple.to_owned(),
        pointer_bits: if is_short { 32 } else { 64 },
        long_bits: if is_windows || is_short { 32 } else { 64 },
        char_is_signed: !triple.starts_with("aarch64-unknown"),
        is_little_endian: true,
    }
}

/// What a header declares on a target.
pub(crate) fn interface(header: &str, triple: &str) -> Interface {
    c::interface(header, "lib.h", target(triple))
}

/// The findings of a binding and a header on Linux.
pub(crate) fn findings(binding: &str, header: &str) -> Vec<Finding> {
    findings_on(binding, header, &[LINUX])
}

/// The findings on some targets.
pub(crate) fn findings_on(binding: &str, header: &str, triples: &[&str]) -> Vec<Finding> {
    let truths: Vec<Truth> = triples
        .iter()
        .map(|triple| Truth::new(interface(header, triple)))
        .collect();
    check(&declarations(binding), &truths, &Settings::default()).findings
}

/// The codes of findings with their severities: "FP113 warning".
pub(crate) fn codes(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| format!("{} {}", finding.code, finding.severity.word()))
        .collect()
}

/// The declarations of an example, whatever its language.
pub(crate) fn declarations_of_example(example: &Example) -> Declarations {
    match example.language {
        Language::Python => declarations(example.binding),
        Language::Cython => cython::declarations(example.binding),
        Language::Rust => rust::declarations(example.binding),
    }
}

/// The truths of an example.
pub(crate) fn truths_of_example(example: &Example) -> Vec<Truth> {
    let targets: &[&str] = if example.targets.is_empty() {
        &[LINUX]
    } else {
        example.targets
    };
    let mut truths = Vec::new();
    for triple in targets {
        let first = Truth::new(interface(example.header, triple));
        if example.next_header.is_empty() {
            truths.push(first);
            if !example.library.is_empty() {
                truths.push(Truth {
                    is_partial: true,
                    ..Truth::new(interface(example.library, triple))
                });
            }
        } else {
            let next = Truth::new(interface(example.next_header, triple));
            truths.extend([first.of_version("1.0"), next.of_version("1.1")]);
        }
    }
    truths
}

fn span(file: &str, line: usize, column: usize) -> Span {
    Span {
        file: file.to_owned(),
        line: u32::try_from(line).unwrap(),
        column: u32::try_from(column).unwrap(),
    }
}

/// What Python prints for a script; none, with the reason on the terminal, where there is none.
pub(crate) fn run_python(script: &str) -> Option<String> {
    let output = std::process::Command::new("python3")
        .args(["-I", "-c", script])
        .output();
    let Ok(output) = output else {
        eprintln!("skipped: python3 is not on the path");
        return None;
    };
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}\n{script}");
    Some(String::from_utf8(output.stdout).unwrap())
}

/// What a C program prints; none, with the reason on the terminal, where it cannot be compiled.
pub(crate) fn run_c(source: &str) -> Option<String> {
    use std::io::Write as _;
    let name = format!("fishplate-check-{}-{}", std::process::id(), source.len());
    let program = std::env::temp_dir().join(name);
    let compiler = std::process::Command::new("gcc")
        .args(["-w", "-O0", "-xc", "-", "-o"])
        .arg(&program)
        .stdin(std::process::Stdio::piped())
        .spawn();
    let Ok(mut compiler) = compiler else {
        eprintln!("skipped: gcc is not on the path");
        return None;
    };
    compiler
        .stdin
        .take()
        .unwrap()
        .write_all(source.as_bytes())
        .unwrap();
    assert!(compiler.wait().unwrap().success(), "{source}");
    let output = std::process::Command::new(&program).output().unwrap();
    std::fs::remove_file(&program).unwrap();
    Some(String::from_utf8(output.stdout).unwrap())
}
