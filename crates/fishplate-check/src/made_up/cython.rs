//! Reads the Cython of the tests: `cdef extern` blocks of plain C prototypes.

use fishplate_model::{Declarations, Origin};

use super::c;
use crate::c_declarations::declarations_of;

/// The declarations of Cython's `cdef extern` blocks.
pub(super) fn declarations(text: &str) -> Declarations {
    let mut lines = text.lines();
    let head = lines.next().unwrap();
    let prototypes: String = lines
        .filter(|line| !line.contains("object "))
        .map(|line| format!("{line};\n"))
        .collect();
    let text = if head.starts_with("cdef extern") {
        prototypes
    } else {
        String::new()
    };
    let target = super::target(super::LINUX);
    let mut interface = c::interface(&format!("\n{text}"), "lib.pyx", target);
    interface.headers.clear();
    let mut declarations = declarations_of(&interface, Origin::Cython, "", Clone::clone);
    for function in &mut declarations.functions {
        function.is_verified = !head.contains('*');
    }
    declarations
}
