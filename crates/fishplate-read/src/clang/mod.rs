//! A small safe layer over libclang's C interface, as much of it as a C header needs.
//!
//! This folder holds all unsafe code of the crate. It knows libclang and not the model: nothing
//! here decides what a declaration means.
//!
//! libclang is loaded at run time from a path that the caller chose, and never unloaded: it
//! keeps thread-local state whose destructors run late.

#![allow(unsafe_code, reason = "libclang is a C library")]

mod cursor;
mod ffi;
mod ty;
mod unit;

pub(crate) use cursor::{Cursor, CursorKind, Evaluated, Place};
pub(crate) use ffi::{Functions, LoadError, load};
pub(crate) use ty::{CxType, CxTypeKind, Nullability};
pub(crate) use unit::{ParseFailure, Unit, UnitDiagnostic};
