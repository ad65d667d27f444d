//! How a binding uses its records: by value, behind a pointer that it makes, or behind one that
//! C hands out. The severity of a wrong size follows from it.

use std::collections::HashMap;

use fishplate_model::{
    Declarations, DeclaredKind, DeclaredResult, DeclaredSignature, DeclaredType, Parameter,
    TypeKind,
};

use crate::index::{Native, squashed};

/// How deep a type is followed.
const DEPTH: u32 = 40;

/// How one record is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Use {
    /// Passed, returned, stored or put side by side by value, so that its size matters.
    pub(crate) is_by_value: bool,
    /// Its address is an argument, so the binding may have made it.
    pub(crate) is_taken: bool,
    /// C gives its address: as a result, in a callback, through a pointer to a pointer or in a
    /// record.
    pub(crate) is_handed_out: bool,
}

/// The uses of every declared record, by name.
pub(crate) fn of<'a>(declarations: &'a Declarations, native: &Native<'_>) -> HashMap<&'a str, Use> {
    let mut uses = Uses::default();
    for function in &declarations.functions {
        let parameters = native.function(&function.symbol);
        let parameters = parameters.map_or(&[][..], |native| &native.parameters);
        for (at, argument) in function.arguments.iter().flatten().enumerate() {
            let is_address = matches!(argument.kind, DeclaredKind::Pointer { .. });
            if !(is_address && is_sized(parameters, at)) {
                uses.add(argument, Role::Argument, DEPTH);
            }
        }
        if let DeclaredResult::Type { ty } = &function.result {
            uses.add(ty, Role::GivenByC, DEPTH);
        }
    }
    for record in &declarations.records {
        for field in record.fields.iter().flatten() {
            uses.add(&field.ty, Role::GivenByC, DEPTH);
        }
    }
    for callback in &declarations.callbacks {
        uses.add_signature(&callback.signature, DEPTH);
    }
    uses.by_name
}

/// Whether the parameter behind this one tells how large the record is that this one points to, as
/// libraries ask for it that have callers of several versions: they do not go beyond. A bare `size`
/// may be a count.
pub(crate) fn is_sized(parameters: &[Parameter], at: usize) -> bool {
    let (Some(this), Some(next)) = (parameters.get(at), parameters.get(at.saturating_add(1)))
    else {
        return false;
    };
    let name = |one: &Parameter| squashed(one.name.as_deref().unwrap_or_default());
    let (this, next_name) = (name(this), name(next));
    let is_size = next_name.strip_suffix("size") == Some(&this) || next_name.starts_with("sizeof");
    is_size && !this.is_empty() && matches!(next.ty.kind, TypeKind::Int { .. })
}

#[derive(Default)]
struct Uses<'a> {
    by_name: HashMap<&'a str, Use>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Argument,
    GivenByC,
    BehindArgument,
    BehindGiven,
}

impl<'a> Uses<'a> {
    fn add(&mut self, ty: &'a DeclaredType, role: Role, depth: u32) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        match &ty.kind {
            DeclaredKind::Record { name } => {
                let entry = self.by_name.entry(name).or_default();
                match role {
                    Role::Argument | Role::GivenByC => entry.is_by_value = true,
                    Role::BehindArgument => entry.is_taken = true,
                    Role::BehindGiven => entry.is_handed_out = true,
                }
            }
            DeclaredKind::Pointer { to } => {
                let role = match role {
                    Role::Argument => Role::BehindArgument,
                    _ => Role::BehindGiven,
                };
                self.add(to, role, depth);
            }
            // The stride of an array is the size of its element.
            DeclaredKind::Array { element, .. } => self.add(element, Role::GivenByC, depth),
            DeclaredKind::Callback { signature } => self.add_signature(signature, depth),
            DeclaredKind::Named { about, .. } => self.add(about, role, depth),
            DeclaredKind::Void
            | DeclaredKind::Simple { .. }
            | DeclaredKind::Adapter { .. }
            | DeclaredKind::Unknown { .. } => {}
        }
    }

    fn add_signature(&mut self, signature: &'a DeclaredSignature, depth: u32) {
        for argument in &signature.arguments {
            // What a callback is given comes from C.
            self.add(argument, Role::GivenByC, depth);
        }
        self.add(&signature.result, Role::Argument, depth);
    }
}
