//! The one meaning of a call, stated once per family of tools.
//!
//! `uniform.h` for C and C++, `uniform.rs` for Rust, `_uniform.py` for Python: three texts with
//! the same checks in the same order, held together by the matrix test.

pub(crate) mod c;

/// The C and C++ statement.
pub(crate) const HEADER: &str = include_str!("uniform.h");

/// The Python statement.
pub(crate) const PYTHON: &str = include_str!("_uniform.py");

/// The Rust statement: values, and the modules in it, each with its file's name.
pub(crate) const RUST: [(&str, &str); 3] = [
    ("uniform.rs", include_str!("uniform.rs")),
    ("uniform/buffer.rs", include_str!("buffer.rs")),
    ("uniform/enumeration.rs", include_str!("enumeration.rs")),
];
