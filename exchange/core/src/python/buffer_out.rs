//! Arrays that leave through the buffer protocol.
//!
//! Shape and strides must live until the buffer is given back, and so must the memory: each view
//! owns a count of the export that holds both.
#![allow(unsafe_code)]

use std::ffi::c_int;

use pyo3::exceptions::PyBufferError;
use pyo3::ffi;
use pyo3::prelude::*;

use crate::{Export, Meta, format};

/// Fills a view of the exported memory, with `owner` as the object that it belongs to.
///
/// # Safety
/// `view` points to a `Py_buffer` that may be written, as a `__getbuffer__` gets it, and the owner's
/// `__releasebuffer__` hands the view to [`release_buffer`].
///
/// # Errors
/// `BufferError` where the memory cannot be had as `flags` ask; the view's object is then null.
pub unsafe fn fill_buffer(
    owner: &Bound<'_, PyAny>,
    view: *mut ffi::Py_buffer,
    flags: c_int,
    export: Export,
) -> PyResult<()> {
    if view.is_null() {
        return Err(PyBufferError::new_err("there is no view to fill"));
    }
    // SAFETY: not null, and writable by the caller's promise. The protocol asks for a null object
    // on failure.
    unsafe { (*view).obj = std::ptr::null_mut() };
    let spelt = check(export.meta(), flags).map_err(PyBufferError::new_err)?;
    let meta = export.meta();
    let asks = |flag| flags & flag == flag;
    let has_shape = asks(ffi::PyBUF_ND) && meta.rank() > 0;
    let has_strides = asks(ffi::PyBUF_STRIDES) && meta.rank() > 0;
    let filled = ffi::Py_buffer {
        buf: std::ptr::with_exposed_provenance_mut(meta.address()),
        obj: owner.clone().into_ptr(),
        len: meta.size_bytes() as isize,
        itemsize: meta.dtype().size_bytes() as isize,
        readonly: c_int::from(meta.is_readonly()),
        // Without a shape the memory is one row of bytes.
        ndim: if asks(ffi::PyBUF_ND) {
            meta.rank() as c_int
        } else {
            1
        },
        format: if asks(ffi::PyBUF_FORMAT) {
            spelt.as_ptr().cast_mut()
        } else {
            std::ptr::null_mut()
        },
        shape: if has_shape {
            meta.shape().as_ptr().cast_mut().cast()
        } else {
            std::ptr::null_mut()
        },
        strides: if has_strides {
            meta.strides().as_ptr().cast_mut()
        } else {
            std::ptr::null_mut()
        },
        suboffsets: std::ptr::null_mut(),
        internal: std::ptr::null_mut(),
    };
    // SAFETY: as above; the numbers live in the export, which `internal` keeps until the release.
    unsafe {
        *view = filled;
        (*view).internal = export.into_raw();
    }
    Ok(())
}

/// Ends the export of a view that [`fill_buffer`] filled.
///
/// # Safety
/// `view` was filled by [`fill_buffer`], and this is its only release.
pub unsafe fn release_buffer(view: *mut ffi::Py_buffer) {
    // SAFETY: filled by `fill_buffer`, so `internal` is its export, or null where it was dropped.
    unsafe {
        let export = std::mem::replace(&mut (*view).internal, std::ptr::null_mut());
        if !export.is_null() {
            Export::drop_raw(export);
        }
    }
}

/// Whether the memory can be had as asked, and how its elements are spelt.
fn check(meta: &Meta, flags: c_int) -> Result<&'static std::ffi::CStr, String> {
    let asks = |flag| flags & flag == flag;
    if !meta.device().is_cpu() {
        return Err(format!(
            "the memory is on {}; move it with its own library",
            meta.device()
        ));
    }
    if asks(ffi::PyBUF_WRITABLE) && meta.is_readonly() {
        return Err(
            "the memory is read-only; ask for a read-only buffer, or make a copy".to_owned(),
        );
    }
    let spelt = format::spell(meta.dtype());
    let is_c = meta.is_c_contiguous();
    if !asks(ffi::PyBUF_STRIDES) && !is_c {
        return Err(
            "the elements are strided, and no strides were asked for; make a copy".to_owned(),
        );
    }
    let is_f = meta.is_f_contiguous();
    let contiguous = [
        (ffi::PyBUF_C_CONTIGUOUS, is_c, "in C order"),
        (ffi::PyBUF_F_CONTIGUOUS, is_f, "in Fortran order"),
        (ffi::PyBUF_ANY_CONTIGUOUS, is_c || is_f, "contiguous"),
    ];
    for (flag, is_so, words) in contiguous {
        if asks(flag) && !is_so {
            return Err(format!("the elements are not {words}; make a copy"));
        }
    }
    let asked = asks(ffi::PyBUF_FORMAT);
    spelt.or((!asked).then_some(c"B")).ok_or_else(|| {
        format!(
            "the buffer protocol has no word for {}; use `__dlpack__`",
            meta.dtype()
        )
    })
}
