//! Reads functions: parameters, symbol names, and what attributes say about NULL.

use fishplate_model::{Function, Parameter, TypeKind};

use super::comments;
use super::reader::Reader;
use crate::clang::{Cursor, CursorKind, CxTypeKind};

impl<'u> Reader<'u> {
    /// Puts a function into the interface; a redeclaration adds what the first one lacks.
    pub(super) fn function(&mut self, cursor: &Cursor<'u>) {
        let name = cursor.spelling();
        if let Some(known) = self.functions.get(&name).copied() {
            self.redeclared(cursor, known);
            return;
        }
        let span = self.span_or_origin(cursor);
        let outer = self.set_subject(format!("function `{name}`"), Some(span.clone()));
        if cursor.ty().canonical().kind() == CxTypeKind::FunctionNoProto {
            self.unsupported("it is declared without a prototype; `(void)` would give it one");
            self.restore_subject(outer);
            return;
        }
        let mut parameters: Vec<Parameter> = Vec::new();
        for argument in cursor.arguments() {
            let ty = self.convert_parameter(argument.ty(), None);
            parameters.push(Parameter {
                name: some_name(&argument),
                ty,
                passage: self.passage(&argument),
            });
        }
        let result = self.convert(cursor.result_type());
        self.restore_subject(outer);
        let mut function = Function {
            symbol: label(cursor).filter(|label| *label != name),
            name: name.clone(),
            parameters,
            result,
            is_variadic: cursor.ty().canonical().is_variadic(),
            is_inline: cursor.is_inline() || cursor.is_static(),
            is_exported: None,
            comment: cursor.raw_comment().as_deref().and_then(comments::clean),
            span,
        };
        note_nonnull(cursor, &mut function);
        self.functions.insert(name, self.interface.functions.len());
        self.interface.functions.push(function);
    }

    fn redeclared(&mut self, cursor: &Cursor<'u>, known: usize) {
        let arguments = cursor.arguments();
        let Some(function) = self.interface.functions.get_mut(known) else {
            return;
        };
        function.is_inline |= cursor.is_inline() || cursor.is_static();
        if function.comment.is_none() {
            function.comment = cursor.raw_comment().as_deref().and_then(comments::clean);
        }
        if function.symbol.is_none() {
            function.symbol = label(cursor).filter(|label| *label != function.name);
        }
        for (parameter, argument) in function.parameters.iter_mut().zip(&arguments) {
            if parameter.name.is_none() {
                parameter.name = some_name(argument);
            }
        }
        note_nonnull(cursor, function);
    }
}

fn some_name(cursor: &Cursor<'_>) -> Option<String> {
    Some(cursor.spelling()).filter(|name| !name.is_empty())
}

/// The name in the symbol table that an `asm` label gives.
fn label(cursor: &Cursor<'_>) -> Option<String> {
    let label = cursor
        .children()
        .into_iter()
        .find(|child| child.kind() == CursorKind::AsmLabel)?;
    // A leading \1 tells LLVM to add no prefix.
    Some(label.spelling().trim_start_matches('\u{1}').to_owned())
}

/// Takes `nonnull` and `returns_nonnull` from the declaration as the compiler prints it: macros
/// are resolved there, and libclang has no other way to an attribute's arguments.
fn note_nonnull(cursor: &Cursor<'_>, function: &mut Function) {
    let has_attribute = |cursor: &Cursor<'_>| {
        cursor
            .children()
            .iter()
            .any(|child| child.kind() == CursorKind::UnexposedAttribute)
    };
    for (parameter, argument) in function.parameters.iter_mut().zip(cursor.arguments()) {
        if has_attribute(&argument) && !nonnull_places(&argument.pretty()).is_empty() {
            set_nonnull(&mut parameter.ty.kind);
        }
    }
    if !has_attribute(cursor) {
        return;
    }
    let pretty = cursor.pretty();
    // The attributes of the function stand behind its parameters, those of a parameter inside.
    let outside = outside_brackets(&pretty);
    if pretty.contains("returns_nonnull") {
        set_nonnull(&mut function.result.kind);
    }
    for places in nonnull_places(outside) {
        for (index, parameter) in function.parameters.iter_mut().enumerate() {
            if places.is_empty() || places.contains(&(index + 1)) {
                set_nonnull(&mut parameter.ty.kind);
            }
        }
    }
}

fn set_nonnull(kind: &mut TypeKind) {
    if let TypeKind::Pointer { is_nullable, .. } = kind {
        *is_nullable = Some(false);
    }
}

/// What follows the last bracket of a declaration's parameters.
fn outside_brackets(pretty: &str) -> &str {
    let Some(start) = pretty.find('(') else {
        return pretty;
    };
    let mut depth = 0_u32;
    for (at, c) in pretty.char_indices().skip_while(|(at, _)| *at < start) {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return pretty.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

/// For each `nonnull` the parameters that it names, from 1; none named means all.
fn nonnull_places(pretty: &str) -> Vec<Vec<usize>> {
    pretty
        .match_indices("nonnull")
        .filter(|(at, _)| !pretty.get(..*at).unwrap_or_default().ends_with("returns_"))
        .map(|(at, word)| {
            let rest = pretty
                .get(at + word.len()..)
                .unwrap_or_default()
                .trim_start_matches('_');
            let list = rest
                .strip_prefix('(')
                .and_then(|list| list.split(')').next());
            list.unwrap_or_default()
                .split(',')
                .filter_map(|number| number.trim().parse().ok())
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonnull_lists_are_read_and_returns_nonnull_is_no_list() {
        let pretty = "void *f(int *a, int *b) __attribute__((nonnull(1, 2))) __attribute__((returns_nonnull))";
        assert_eq!(nonnull_places(outside_brackets(pretty)), [vec![1, 2]]);
        assert_eq!(
            nonnull_places("void f(int *) __attribute__((nonnull))"),
            [Vec::<usize>::new()]
        );
    }

    #[test]
    fn a_parameters_attribute_is_not_the_functions() {
        let pretty = "void f(int *a __attribute__((nonnull)), int *b)";
        assert!(nonnull_places(outside_brackets(pretty)).is_empty());
    }
}
