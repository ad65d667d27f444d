//! Whether the value that a SPEC describes fits a C type, and what would.

use fishplate_model::{Function, Interface, Type, TypeKind};

use crate::Spec;
use crate::native::dtype;
use crate::spec::Literal;

/// What does not fit, a sentence for each argument, and one for a result that cannot be compared.
///
/// An argument that is none is passed over: what is wrong with it was said.
pub(super) fn problems(
    function: &Function,
    arguments: &[(String, Option<Spec>)],
    interface: &Interface,
) -> Vec<String> {
    let mut problems = Vec::new();
    for ((name, spec), parameter) in arguments.iter().zip(&function.parameters) {
        let Some(spec) = spec else { continue };
        let problem = match spec {
            Spec::Scalar(given) => scalar(given, &parameter.ty, interface),
            Spec::Buffer { dtype, .. } => buffer(dtype, &parameter.ty, interface),
            Spec::Text { .. } => text(&parameter.ty, interface),
            Spec::Size => size(&parameter.ty),
            Spec::LengthOf(of) => length(of, arguments, &parameter.ty),
            Spec::Literal(value) => literal(value, &parameter.ty, interface),
        };
        problems.extend(problem.map(|why| format!("`{name}`: {why}")));
    }
    let result = &function.result;
    if !matches!(result.kind, TypeKind::Void) && dtype(result, interface).is_none() {
        problems.push(format!(
            "its result `{}` has no form in which bindings could be compared; wrap it in a function \
             that gives a number or nothing",
            result.spelling
        ));
    }
    problems
}

/// What a SPEC for a type looks like; none where there is none.
fn advice(ty: &Type, interface: &Interface) -> Option<String> {
    if let TypeKind::Pointer { to, .. } = &ty.kind {
        return match &to.kind {
            _ if takes_text(ty) => Some("`str[N]`, `\"text\"`, or `uint8[N]` for bytes".to_owned()),
            TypeKind::Void => Some("an array such as `uint8[N]`".to_owned()),
            _ => dtype(to, interface).map(|dtype| format!("an array, `{dtype}[N]`")),
        };
    }
    if let TypeKind::Enum { name } = &ty.kind {
        let found = interface
            .enumerations
            .iter()
            .find(|item| item.name == *name)?;
        let members = found.enumerators.iter().take(6);
        let members: Vec<String> = members
            .map(|one| format!("{} for {}", one.value, one.name))
            .collect();
        return Some(format!("one of its values ({})", members.join(", ")));
    }
    dtype(ty, interface).map(|dtype| format!("`{dtype}`"))
}

fn instead(ty: &Type, interface: &Interface) -> String {
    match advice(ty, interface) {
        Some(advice) => format!("write {advice}"),
        None => "no SPEC describes that type; wrap the function in one that takes numbers, text or arrays".to_owned(),
    }
}

fn scalar(given: &str, ty: &Type, interface: &Interface) -> Option<String> {
    let instead = || instead(ty, interface);
    let spelling = &ty.spelling;
    match &ty.kind {
        TypeKind::Enum { .. } => Some(format!(
            "a made-up number need not be a value of `{spelling}`; {}",
            instead()
        )),
        TypeKind::Int { .. } | TypeKind::Float { .. } | TypeKind::Bool => {
            let is_fit = dtype(ty, interface).is_some_and(|wanted| holds(&wanted, given));
            (!is_fit).then(|| format!("`{given}` does not fit `{spelling}`; {}", instead()))
        }
        TypeKind::Pointer { .. } => Some(format!(
            "`{given}` is one number, and `{spelling}` points to memory; {}",
            instead()
        )),
        _ => Some(format!(
            "`{given}` does not fit `{spelling}`; {}",
            instead()
        )),
    }
}

/// Whether every value of an element type is one of another.
fn holds(wider: &str, narrower: &str) -> bool {
    let parts = |dtype: &str| -> (String, u32) {
        let bits = dtype.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        (
            dtype
                .trim_end_matches(|c: char| c.is_ascii_digit())
                .to_owned(),
            bits.parse().unwrap_or(1),
        )
    };
    let ((wide, wide_bits), (narrow, narrow_bits)) = (parts(wider), parts(narrower));
    match (wide.as_str(), narrow.as_str()) {
        ("int", "uint") => wide_bits > narrow_bits,
        (wide, narrow) => wide == narrow && wide_bits >= narrow_bits,
    }
}

fn buffer(given: &str, ty: &Type, interface: &Interface) -> Option<String> {
    let instead = || instead(ty, interface);
    let spelling = &ty.spelling;
    let TypeKind::Pointer { to, .. } = &ty.kind else {
        return Some(format!(
            "an array is given, and `{spelling}` is no pointer; {}",
            instead()
        ));
    };
    let is_fit = match &to.kind {
        TypeKind::Void => true,
        // Plain `char` is for bytes of any kind.
        TypeKind::Int { name, .. } if name == "char" => ["int8", "uint8"].contains(&given),
        TypeKind::Int { .. } | TypeKind::Float { .. } | TypeKind::Bool => {
            dtype(to, interface).as_deref() == Some(given)
        }
        _ => false,
    };
    (!is_fit).then(|| {
        format!(
            "elements of `{given}` do not fit `{spelling}`; {}",
            instead()
        )
    })
}

fn size(ty: &Type) -> Option<String> {
    (!matches!(ty.kind, TypeKind::Int { .. }))
        .then(|| format!("`N` is an integer, and `{}` is none", ty.spelling))
}

fn length(of: &str, arguments: &[(String, Option<Spec>)], ty: &Type) -> Option<String> {
    if !matches!(ty.kind, TypeKind::Int { .. }) {
        return Some(format!(
            "`len({of})` is an integer, and `{}` is none",
            ty.spelling
        ));
    }
    let array = arguments.iter().find(|(name, _)| name == of);
    match array {
        Some((_, Some(Spec::Buffer { .. }) | None)) => None,
        // It may be the length of one whose name is wrong.
        None if arguments.iter().any(|(_, spec)| spec.is_none()) => None,
        Some(_) => Some(format!(
            "`len({of})` is for arrays, and `{of}` is none; write a number"
        )),
        None => Some(format!(
            "`len({of})` names no argument of the call; name an array"
        )),
    }
}

fn text(ty: &Type, interface: &Interface) -> Option<String> {
    (!takes_text(ty)).then(|| {
        format!(
            "text does not fit `{}`; {}",
            ty.spelling,
            instead(ty, interface)
        )
    })
}

/// Whether text goes in: only what the function does not write.
fn takes_text(ty: &Type) -> bool {
    let TypeKind::Pointer { to, .. } = &ty.kind else {
        return false;
    };
    to.is_const && matches!(&to.kind, TypeKind::Int { name, .. } if name == "char")
}

fn literal(value: &Literal, ty: &Type, interface: &Interface) -> Option<String> {
    let instead = || instead(ty, interface);
    let is_fit = match (value, &ty.kind) {
        (
            Literal::Int(value),
            TypeKind::Int {
                bits, is_signed, ..
            },
        ) => {
            let value = i128::from(*value);
            let high = if *is_signed {
                bits.saturating_sub(1)
            } else {
                *bits
            };
            let low = if *is_signed {
                -(1_i128 << high.min(126))
            } else {
                0
            };
            (low..1_i128 << high.min(126)).contains(&value)
        }
        (Literal::Int(value), TypeKind::Enum { name }) => {
            let found = interface
                .enumerations
                .iter()
                .find(|item| item.name == *name);
            found.is_some_and(|item| {
                item.is_flags
                    || item
                        .enumerators
                        .iter()
                        .any(|one| one.value == i128::from(*value))
            })
        }
        (Literal::Int(_) | Literal::Float(_), TypeKind::Float { .. })
        | (Literal::Bool(_), TypeKind::Bool) => true,
        (Literal::Text(_), _) => takes_text(ty),
        _ => false,
    };
    let shown = match value {
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => value.to_string(),
        Literal::Bool(value) => value.to_string(),
        Literal::Text(value) => format!("\"{value}\""),
    };
    (!is_fit).then(|| format!("`{shown}` does not fit `{}`; {}", ty.spelling, instead()))
}
