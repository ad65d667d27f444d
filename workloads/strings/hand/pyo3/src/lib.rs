//! The C function through PyO3, with a C string made of the text.

use std::ffi::{CString, c_char, c_uint};

use pyo3::prelude::*;

mod kernel {
    use super::{c_char, c_uint};

    unsafe extern "C" {
        pub(crate) fn head(text: *const c_char) -> c_uint;
    }
}

/// The number of the beginning of a text.
#[pyfunction]
fn head(text: &str) -> PyResult<c_uint> {
    let text = CString::new(text)?;
    // SAFETY: the string is ours until the call returns, and ends with a zero byte.
    Ok(unsafe { kernel::head(text.as_ptr()) })
}

/// The hand-written binding.
#[pymodule]
mod hand_pyo3 {
    #[pymodule_export]
    use super::head;
}
