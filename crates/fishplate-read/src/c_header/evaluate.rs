//! Lets libclang evaluate macros where no C compiler is there to do it.

use std::collections::HashSet;
use std::path::Path;

use fishplate_model::{Constant, ConstantValue};

use super::macros::MacroCandidate;
use crate::clang::{Cursor, CursorKind, CxTypeKind, Evaluated, Functions, ParseFailure, Unit};
use crate::probe::{float_constant, text_constant};

/// The start of the names of our variables.
const PREFIX: &str = "fishplate_macro_";

/// The macros that are constants, by the initialisers of one variable each.
pub(super) fn constants(
    functions: &'static Functions,
    main: &Path,
    arguments: &[String],
    macros: &[MacroCandidate],
) -> Result<Vec<Constant>, ParseFailure> {
    let source = main.with_file_name("macros.c");
    let lines: Vec<String> = macros
        .iter()
        .enumerate()
        .map(|(index, one)| format!("__auto_type {PREFIX}{index} = {};\n", one.name))
        .collect();
    // A file that cannot be written gives no constants; the folder is our own and has just been used.
    if std::fs::write(&source, lines.concat()).is_err() {
        return Ok(Vec::new());
    }
    // Each macro that is no expression is an error here; none of them may end the parse.
    let arguments: Vec<String> = arguments
        .iter()
        .cloned()
        .chain(["-ferror-limit=0".to_owned()])
        .collect();
    let unit = Unit::parse(functions, &source, &arguments)?;
    // A line with an error may still leave a variable, with half of the macro as its value.
    let refused: HashSet<u32> = unit
        .diagnostics()
        .into_iter()
        .filter(|one| one.severity >= 3)
        .filter_map(|one| one.place.filter(|place| Path::new(&place.file) == source))
        .map(|place| place.line)
        .collect();
    let mut found: Vec<(usize, Constant)> = Vec::new();
    for cursor in unit.root().children() {
        if cursor.kind() != CursorKind::Variable {
            continue;
        }
        if cursor
            .place()
            .is_none_or(|place| refused.contains(&place.line))
        {
            continue;
        }
        let name = cursor.spelling();
        let index = name
            .strip_prefix(PREFIX)
            .and_then(|number| number.parse::<usize>().ok());
        let Some((index, one)) = index.and_then(|index| Some((index, macros.get(index)?))) else {
            continue;
        };
        let Some(value) = value(&cursor) else {
            continue;
        };
        found.push((
            index,
            Constant {
                name: one.name.clone(),
                value,
                span: one.span.clone(),
            },
        ));
    }
    found.sort_by_key(|(index, _)| *index);
    found.dedup_by_key(|(index, _)| *index);
    Ok(found.into_iter().map(|(_, constant)| constant).collect())
}

/// The value of a variable that was initialised by a macro.
fn value(variable: &Cursor<'_>) -> Option<ConstantValue> {
    let ty = variable.ty().canonical();
    match (ty.kind(), variable.evaluate()?) {
        (CxTypeKind::Int(_) | CxTypeKind::Bool | CxTypeKind::Enum, Evaluated::Int(value)) => {
            let bits = u32::try_from(ty.size_bytes()? * 8).ok()?;
            let is_signed = matches!(ty.kind(), CxTypeKind::Int(true));
            Some(ConstantValue::Int {
                value,
                bits,
                is_signed,
            })
        }
        (CxTypeKind::Float, Evaluated::Float(value)) => Some(float_constant(value)),
        (CxTypeKind::Pointer, Evaluated::Text(bytes)) => Some(text_constant(&bytes)),
        _ => None,
    }
}
