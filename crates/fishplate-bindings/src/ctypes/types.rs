//! The ctypes names of C types, by width, so that a declaration holds on every platform.

use crate::{Element, FloatType, IntType, Operation, Plan};

pub(crate) fn int(int: &IntType) -> String {
    match (int.c_name.as_str(), int.is_signed) {
        // The names that a reader of the header expects, where the width depends on the platform.
        ("int", _) => "c_int".to_owned(),
        ("unsigned int", _) => "c_uint".to_owned(),
        ("long", _) => "c_long".to_owned(),
        ("unsigned long", _) => "c_ulong".to_owned(),
        (_, true) => format!("c_int{}", int.bits),
        (_, false) => format!("c_uint{}", int.bits),
    }
}

pub(crate) fn float(float: &FloatType) -> &'static str {
    match float.c_name.as_str() {
        "float" => "c_float",
        "long double" => "c_longdouble",
        _ => "c_double",
    }
}

pub(crate) fn element(element: &Element) -> String {
    match element {
        Element::Int(item) => int(item),
        Element::Float(item) => float(item).to_owned(),
        Element::Bool => "c_bool".to_owned(),
        Element::Byte { .. } => "c_char".to_owned(),
    }
}

/// The declared type of an argument or result, as an expression of the generated module.
pub(crate) fn declared(operation: &Operation, plan: &Plan) -> String {
    let name = match operation {
        Operation::IntIn(item)
        | Operation::ReturnInt(item)
        | Operation::LengthIn { int: item, .. } => int(item),
        Operation::FloatIn(item) | Operation::ReturnFloat(item) => float(item).to_owned(),
        Operation::BoolIn { .. } | Operation::ReturnBool => "c_bool".to_owned(),
        Operation::EnumIn { enumeration } | Operation::ReturnEnum { enumeration } => plan
            .enumerations
            .get(*enumeration)
            .map_or_else(|| "c_int".to_owned(), |item| int(&item.int)),
        Operation::Utf8In { .. } => "c_char_p".to_owned(),
        // An array type of no elements passes a pointer and takes only itself, which is tested
        // faster than a pointer type.
        Operation::BufferIn(item) | Operation::BufferOut(item) => return array(item),
        Operation::GilRelease | Operation::ReturnVoid => return "None".to_owned(),
    };
    format!("_fp_ctypes.{name}")
}

/// The module's name of the array type of no elements.
pub(crate) fn array(item: &Element) -> String {
    format!("_fp_{}s", element(item))
}
