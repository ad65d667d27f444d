//! The type stub of the bound functions: the same for every binding path.

use crate::source::{Source, python_docstring};
use crate::{Operation, OutputFile, Plan, PlannedFunction};

/// The stub files of a package.
pub(crate) fn files(plan: &Plan) -> Vec<OutputFile> {
    vec![OutputFile::new(
        format!("python/{}/_native.pyi", plan.module),
        stub(plan),
    )]
}

fn stub(plan: &Plan) -> String {
    let mut out = Source::new();
    let body = {
        let mut body = Source::new();
        for function in &plan.functions {
            body.line(signature(function, plan));
        }
        body.finish()
    };
    let typing: Vec<&str> = ["SupportsFloat", "SupportsIndex"]
        .into_iter()
        .filter(|name| body.contains(name))
        .collect();
    if !typing.is_empty() {
        out.line(format!("from typing import {}", typing.join(", ")))
            .line("");
    }
    if body.contains("Buffer") {
        out.line("from typing_extensions import Buffer").line("");
    }
    let classes: Vec<&str> = plan
        .enumerations
        .iter()
        .map(|item| item.name.as_str())
        .filter(|name| is_used(plan, name))
        .collect();
    if !classes.is_empty() {
        out.line(format!("from ._enums import {}", classes.join(", ")))
            .line("");
    }
    out.line(body);
    out.finish()
}

fn is_used(plan: &Plan, name: &str) -> bool {
    plan.functions
        .iter()
        .flat_map(PlannedFunction::operations)
        .any(|operation| match operation {
            Operation::EnumIn { enumeration } | Operation::ReturnEnum { enumeration } => plan
                .enumerations
                .get(*enumeration)
                .is_some_and(|item| item.name == name),
            _ => false,
        })
}

fn signature(function: &PlannedFunction, plan: &Plan) -> String {
    let parameters: Vec<String> = function
        .inputs
        .iter()
        .map(|input| {
            let ty = input_type(&input.operation, plan);
            match &input.default {
                None => format!("{}: {ty}", input.name),
                Some(default) => format!("{}: {ty} = {}", input.name, default.python()),
            }
        })
        .collect();
    let head = format!(
        "def {}({}) -> {}:",
        function.name,
        parameters.join(", "),
        result_type(&function.result, plan)
    );
    match &function.doc {
        None => format!("{head} ..."),
        Some(doc) => {
            let mut out = Source::new();
            out.open(head).line(python_docstring(doc));
            out.finish()
        }
    }
}

/// What a Python caller may pass, as a type.
pub(crate) fn input_type(operation: &Operation, plan: &Plan) -> String {
    match operation {
        Operation::IntIn(_) => "SupportsIndex".to_owned(),
        Operation::FloatIn(_) => "SupportsFloat | SupportsIndex".to_owned(),
        Operation::BoolIn {
            accepts_integers: false,
        } => "bool".to_owned(),
        Operation::BoolIn {
            accepts_integers: true,
        } => "bool | SupportsIndex".to_owned(),
        Operation::EnumIn { enumeration } => {
            let name = plan
                .enumerations
                .get(*enumeration)
                .map_or("int", |item| item.name.as_str());
            format!("{name} | SupportsIndex")
        }
        Operation::Utf8In { is_nullable: false } => "str | bytes".to_owned(),
        Operation::Utf8In { is_nullable: true } => "str | bytes | None".to_owned(),
        Operation::BufferIn(_) | Operation::BufferOut(_) => "Buffer".to_owned(),
        _ => "None".to_owned(),
    }
}

/// What a call returns, as a type.
pub(crate) fn result_type(operation: &Operation, plan: &Plan) -> String {
    match operation {
        Operation::ReturnInt(_) => "int".to_owned(),
        Operation::ReturnFloat(_) => "float".to_owned(),
        Operation::ReturnBool => "bool".to_owned(),
        Operation::ReturnEnum { enumeration } => {
            let name = plan
                .enumerations
                .get(*enumeration)
                .map_or("int", |item| item.name.as_str());
            format!("{name} | int")
        }
        _ => "None".to_owned(),
    }
}
