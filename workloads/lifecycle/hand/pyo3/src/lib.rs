//! The object of C through PyO3: a class that owns the pointer and lends its items by the
//! buffer protocol.

use std::ffi::{c_double, c_int, c_void};
use std::ptr::NonNull;

use pyo3::exceptions::PyMemoryError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyMemoryView;

const ITEMS: isize = 8;
const ITEM_BYTES: isize = size_of::<f64>() as isize;

mod kernel {
    use super::{c_double, c_void};

    unsafe extern "C" {
        pub(crate) fn cell_new(value: c_double) -> *mut c_void;
        pub(crate) fn cell_free(one: *mut c_void);
        pub(crate) fn cell_get(one: *const c_void) -> c_double;
        pub(crate) fn cell_items(one: *mut c_void) -> *mut c_double;
    }
}

/// A cell of C; this object owns it.
#[pyclass]
struct Cell {
    pointer: NonNull<c_void>,
    shape: [isize; 1],
    strides: [isize; 1],
}

// SAFETY: a cell is memory without an owner of its own, and Python's lock is held whenever this
// object is used.
unsafe impl Send for Cell {}
// SAFETY: as above; no method changes the cell through a shared reference.
unsafe impl Sync for Cell {}

#[pymethods]
impl Cell {
    #[new]
    fn new(value: f64) -> PyResult<Self> {
        // SAFETY: the function takes a number and gives a cell that is ours, or NULL.
        let pointer = NonNull::new(unsafe { kernel::cell_new(value) });
        Ok(Self {
            pointer: pointer.ok_or_else(|| PyMemoryError::new_err("no memory for a cell"))?,
            shape: [ITEMS],
            strides: [ITEM_BYTES],
        })
    }

    /// Gives the first item.
    fn get(&self) -> f64 {
        // SAFETY: the cell is alive as long as `self` is.
        unsafe { kernel::cell_get(self.pointer.as_ptr()) }
    }

    unsafe fn __getbuffer__(
        slf: Bound<'_, Self>,
        view: *mut ffi::Py_buffer,
        flags: c_int,
    ) -> PyResult<()> {
        let one = slf.borrow();
        // SAFETY: the items live as long as the object, which the view holds a reference to.
        let filled = unsafe {
            let items = kernel::cell_items(one.pointer.as_ptr());
            let bytes = ITEMS * ITEM_BYTES;
            ffi::PyBuffer_FillInfo(view, slf.as_ptr(), items.cast(), bytes, 0, flags)
        };
        if filled < 0 {
            return Err(PyErr::fetch(slf.py()));
        }
        // SAFETY: the view was filled; shape and strides are fields of the object, which stays
        // where it is, and nobody writes through these pointers.
        unsafe {
            (*view).itemsize = ITEM_BYTES;
            if flags & ffi::PyBUF_FORMAT == ffi::PyBUF_FORMAT {
                (*view).format = c"d".as_ptr().cast_mut();
            }
            if flags & ffi::PyBUF_ND == ffi::PyBUF_ND {
                (*view).shape = one.shape.as_ptr().cast_mut();
            }
            if flags & ffi::PyBUF_STRIDES == ffi::PyBUF_STRIDES {
                (*view).strides = one.strides.as_ptr().cast_mut();
            }
        }
        Ok(())
    }
}

impl Drop for Cell {
    fn drop(&mut self) {
        // SAFETY: the cell is ours, and nobody has it any more.
        unsafe { kernel::cell_free(self.pointer.as_ptr()) }
    }
}

/// Gives the items of a cell that nobody else has.
#[pyfunction]
fn view(py: Python<'_>, value: f64) -> PyResult<Bound<'_, PyMemoryView>> {
    let one = Bound::new(py, Cell::new(value)?)?;
    PyMemoryView::from(one.as_any())
}

/// The hand-written binding.
#[pymodule]
mod hand_pyo3 {
    use super::*;

    #[pymodule_export]
    use super::view;

    #[pymodule_init]
    fn init(m: &Bound<'_, PyModule>) -> PyResult<()> {
        m.add("make", m.py().get_type::<Cell>())
    }
}
