//! The module operations._native.

// Parameters keep the names that they have in C, and functions as many as they have.
#![allow(non_snake_case, clippy::too_many_arguments)]

// A package needs the checks of its functions only.
#[allow(dead_code)]
mod uniform;

use pyo3::{Bound, PyAny, pyfunction, pymodule};
use uniform::{Checked, Given, buffer};

/// The functions of the library.
mod native {
    use std::ffi::{c_char, c_void};

    unsafe extern "C" {
        #[link_name = "add"]
        pub fn c_add(p0: i32, p1: i32) -> i32;
        #[link_name = "wide"]
        pub fn c_wide(p0: u64, p1: i8) -> u64;
        #[link_name = "narrow"]
        pub fn c_narrow(p0: f32, p1: f64) -> f32;
        #[link_name = "flip"]
        pub fn c_flip(p0: bool) -> bool;
        #[link_name = "shift"]
        pub fn c_shift(p0: i32) -> i32;
        #[link_name = "grant"]
        pub fn c_grant(p0: u32) -> u32;
        #[link_name = "measure"]
        pub fn c_measure(p0: *const c_char) -> u64;
        #[link_name = "dot"]
        pub fn c_dot(p0: *const c_void, p1: *const c_void, p2: i64) -> f64;
        #[link_name = "axpy"]
        pub fn c_axpy(p0: f64, p1: *const c_void, p2: *mut c_void, p3: i32);
        #[link_name = "quiet"]
        pub fn c_quiet();
    }
}

/// The enumerations of the library.
mod enumerations {
    use crate::uniform::enumeration::Enumeration;

    pub static ENUMERATION_0: Enumeration =
        Enumeration::new("operations._enums", "gear", false, |value| matches!(value, -1 | 0 | 1));

    pub static ENUMERATION_1: Enumeration =
        Enumeration::new("operations._enums", "rights", true, |value| value & !(3) == 0);
}

/// The elements of buffers.
mod elements {
    use crate::uniform::buffer::Element;

    pub const FLOAT32: Element = Element::new(b'f', b'f', 4, "a buffer of float32");
    pub const FLOAT64: Element = Element::new(b'f', b'd', 8, "a buffer of float64");
}

/// Adds two numbers.
///
/// @param a one number
/// @param b another
#[pyfunction(name = "add", signature = (a, b), text_signature = "(a, b)")]
fn call_add<'py>(a: Given<'_, 'py>, b: Given<'_, 'py>) -> Checked<'py, i32> {
    let given = [a, b];
    let in_0 = uniform::integer::<i32>(given[0], "add() argument 'a'")?;
    let in_1 = uniform::integer::<i32>(given[1], "add() argument 'b'")?;
    // SAFETY: the prototype is the header's, and what its pointers point to is held until the end.
    Ok(unsafe { native::c_add(in_0, in_1) })
}

#[pyfunction(name = "wide", signature = (value, small), text_signature = "(value, small)")]
fn call_wide<'py>(value: Given<'_, 'py>, small: Given<'_, 'py>) -> Checked<'py, u64> {
    let given = [value, small];
    let in_0 = uniform::unsigned(given[0], "wide() argument 'value'")?;
    let in_1 = uniform::integer::<i8>(given[1], "wide() argument 'small'")?;
    // SAFETY: the prototype is the header's, and what its pointers point to is held until the end.
    Ok(unsafe { native::c_wide(in_0, in_1) })
}

#[pyfunction(name = "narrow", signature = (value, exact), text_signature = "(value, exact)")]
fn call_narrow<'py>(value: Given<'_, 'py>, exact: Given<'_, 'py>) -> Checked<'py, f32> {
    let given = [value, exact];
    let in_0 = uniform::float(given[0], "narrow() argument 'value'")?;
    let in_1 = uniform::double(given[1], "narrow() argument 'exact'")?;
    // SAFETY: the prototype is the header's, and what its pointers point to is held until the end.
    Ok(unsafe { native::c_narrow(in_0, in_1) })
}

#[pyfunction(name = "flip", signature = (value), text_signature = "(value)")]
fn call_flip<'py>(value: Given<'_, 'py>) -> Checked<'py, bool> {
    let given = [value];
    let in_0 = uniform::truth(given[0], false, "flip() argument 'value'")?;
    // SAFETY: the prototype is the header's, and what its pointers point to is held until the end.
    Ok(unsafe { native::c_flip(in_0) })
}

#[pyfunction(name = "shift", signature = (gear), text_signature = "(gear)")]
fn call_shift<'py>(gear: Given<'_, 'py>) -> Checked<'py, Bound<'py, PyAny>> {
    let given = [gear];
    let in_0 = enumerations::ENUMERATION_0.value(given[0], "shift() argument 'gear'")? as i32;
    // SAFETY: the prototype is the header's, and what its pointers point to is held until the end.
    let value = unsafe { native::c_shift(in_0) };
    enumerations::ENUMERATION_0.member(given[0].py(), value)
}

#[pyfunction(name = "grant", signature = (rights), text_signature = "(rights)")]
fn call_grant<'py>(rights: Given<'_, 'py>) -> Checked<'py, Bound<'py, PyAny>> {
    let given = [rights];
    let in_0 = enumerations::ENUMERATION_1.value(given[0], "grant() argument 'rights'")? as u32;
    // SAFETY: the prototype is the header's, and what its pointers point to is held until the end.
    let value = unsafe { native::c_grant(in_0) };
    enumerations::ENUMERATION_1.member(given[0].py(), value)
}

#[pyfunction(name = "measure", signature = (text), text_signature = "(text)")]
fn call_measure<'py>(text: Given<'_, 'py>) -> Checked<'py, u64> {
    let given = [text];
    let in_0 = uniform::text(given[0], true, "measure() argument 'text'")?;
    // SAFETY: the prototype is the header's, and what its pointers point to is held until the end.
    Ok(unsafe { native::c_measure(in_0) })
}

/// The sum of products.
#[pyfunction(name = "dot", signature = (a, b), text_signature = "(a, b)")]
fn call_dot<'py>(a: Given<'_, 'py>, b: Given<'_, 'py>) -> Checked<'py, f64> {
    let given = [a, b];
    let mut room_0 = buffer::Room::new();
    let in_0 = buffer::read(&mut room_0, given[0], &elements::FLOAT64, "dot() argument 'a'")?;
    let mut room_1 = buffer::Room::new();
    let in_1 = buffer::read(&mut room_1, given[1], &elements::FLOAT64, "dot() argument 'b'")?;
    buffer::same_length(given[0].py(), "dot", ("a", &in_0), ("b", &in_1))?;
    let length_0 = in_0.count() as i64;
    // SAFETY: the prototype is the header's, and what its pointers point to is held until the end.
    Ok(unsafe { native::c_dot(in_0.start(), in_1.start(), length_0) })
}

/// y += alpha x, in place.
#[pyfunction(name = "axpy", signature = (alpha, x, y), text_signature = "(alpha, x, y)")]
fn call_axpy<'py>(alpha: Given<'_, 'py>, x: Given<'_, 'py>, y: Given<'_, 'py>) -> Checked<'py, ()> {
    let given = [alpha, x, y];
    let in_0 = uniform::double(given[0], "axpy() argument 'alpha'")?;
    let mut room_1 = buffer::Room::new();
    let in_1 = buffer::read(&mut room_1, given[1], &elements::FLOAT32, "axpy() argument 'x'")?;
    let mut room_2 = buffer::Room::new();
    let in_2 = buffer::write(&mut room_2, given[2], &elements::FLOAT32, "axpy() argument 'y'")?;
    buffer::same_length(given[1].py(), "axpy", ("x", &in_1), ("y", &in_2))?;
    let length_0 = buffer::length::<i32>(given[1].py(), &in_1, "axpy() the length of 'x'")?;
    buffer::apart(given[2].py(), "axpy", ("y", &in_2), ("x", &in_1))?;
    // SAFETY: the prototype is the header's, and what its pointers point to is held until the end.
    uniform::detached(given[0].py(), || unsafe { native::c_axpy(in_0, in_1.start(), in_2.start(), length_0) });
    Ok(())
}

#[pyfunction(name = "quiet", signature = (), text_signature = "()")]
fn call_quiet() {
    // SAFETY: the prototype is the header's, and what its pointers point to is held until the end.
    unsafe { native::c_quiet() };
}

// Nothing says that the library may be called from several threads at once.
#[pymodule(gil_used = true)]
mod _native {
    #[pymodule_export]
    use super::{
        call_add,
        call_wide,
        call_narrow,
        call_flip,
        call_shift,
        call_grant,
        call_measure,
        call_dot,
        call_axpy,
        call_quiet,
    };

    #[pymodule_init]
    fn init(module: &pyo3::Bound<'_, pyo3::types::PyModule>) -> pyo3::PyResult<()> {
        use pyo3::types::PyAnyMethods;
        crate::uniform::keep_to_one_interpreter(module.py())?;
        // PyO3 lists every name; the other paths do not, and one stub serves them all.
        module.delattr("__all__")
    }
}
