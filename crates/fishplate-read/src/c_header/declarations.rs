//! Reads enumerations and variables.

use fishplate_model::{Enumeration, Enumerator, Global, TypeKind};

use super::comments;
use super::reader::Reader;
use crate::clang::{Cursor, CursorKind};

impl<'u> Reader<'u> {
    /// Puts an enumeration into the interface, once, and gives its name; none for one that is
    /// declared and never defined.
    pub(super) fn enumeration(&mut self, declaration: &Cursor<'u>) -> Option<String> {
        let definition = declaration.definition()?;
        let name = self.names.name(declaration);
        if !self.enumerations.insert(declaration.identity()) {
            return Some(name.name);
        }
        let underlying = self.convert(definition.enum_integer_type());
        let is_signed = !matches!(
            underlying.kind,
            TypeKind::Int {
                is_signed: false,
                ..
            } | TypeKind::Bool
        );
        let children = definition.children();
        let enumerators = children
            .iter()
            .filter(|child| child.kind() == CursorKind::EnumConstant)
            .map(|child| Enumerator {
                name: child.spelling(),
                value: child.enum_value(is_signed),
                comment: child.raw_comment().as_deref().and_then(comments::clean),
            })
            .collect();
        let enumeration = Enumeration {
            name: name.name.clone(),
            spelling: name.spelling,
            underlying,
            is_flags: children
                .iter()
                .any(|child| child.kind() == CursorKind::FlagEnum),
            enumerators,
            comment: definition
                .raw_comment()
                .as_deref()
                .and_then(comments::clean),
            span: self.span_or_origin(&definition),
        };
        self.interface.enumerations.push(enumeration);
        Some(name.name)
    }

    /// Puts a variable into the interface, once.
    pub(super) fn global(&mut self, cursor: &Cursor<'u>) {
        let name = cursor.spelling();
        if name.is_empty() || !self.globals.insert(name.clone()) {
            return;
        }
        let span = self.span_or_origin(cursor);
        let outer = self.set_subject(format!("variable `{name}`"), Some(span.clone()));
        if cursor.is_static() {
            self.unsupported("it is static, so no library has it");
        } else if cursor.is_thread_local() {
            self.unsupported("it is thread-local");
        } else {
            let ty = self.convert(cursor.ty());
            self.interface.globals.push(Global {
                name,
                ty,
                is_exported: None,
                span,
            });
        }
        self.restore_subject(outer);
    }
}
