//! The one meaning of a call, for Rust: buffers, their lengths and that they lie apart.

use std::ffi::{CStr, c_void};
use std::mem::MaybeUninit;
use std::ops::Range;

use pyo3::exceptions::{PyBufferError, PyTypeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;

use super::{Checked, Given, Integer, Raised, beyond, wrong_type};

/// The element of a buffer.
pub struct Element {
    kind: u8,
    code: u8,
    size: ffi::Py_ssize_t,
    label: &'static str,
}

impl Element {
    /// An element of `size` bytes, a power of two.
    ///
    /// `kind` is signed `i`, unsigned `u`, floating `f`, bool `?` or plain bytes `c`; `code` its
    /// commonest format, since another spelling takes the slower way; `label` what a person calls
    /// the buffer.
    pub const fn new(kind: u8, code: u8, size: ffi::Py_ssize_t, label: &'static str) -> Self {
        Self {
            kind,
            code,
            size,
            label,
        }
    }
}

/// The kind of a format's one character, or 0.
fn kind(code: u8) -> u8 {
    match code {
        b'b' | b'h' | b'i' | b'l' | b'q' | b'n' => b'i',
        b'B' | b'H' | b'I' | b'L' | b'Q' | b'N' => b'u',
        b'e' | b'f' | b'd' | b'g' => b'f',
        b'?' | b'c' => code,
        _ => 0,
    }
}

/// The format of a view; a producer that gives none means bytes.
///
/// # Safety
/// The view is held.
unsafe fn format(view: &ffi::Py_buffer) -> &CStr {
    // SAFETY: a held view's format is NULL or NUL-terminated, and lives as long as the view.
    if view.format.is_null() {
        c"B"
    } else {
        unsafe { CStr::from_ptr(view.format) }
    }
}

/// Whether any spelling of the element's kind and size is what the view has.
///
/// # Safety
/// The view is held.
#[cold]
#[inline(never)]
unsafe fn format_fits(view: &ffi::Py_buffer, element: &Element) -> bool {
    let own = if cfg!(target_endian = "little") {
        b'<'
    } else {
        b'>'
    };
    // SAFETY: the caller holds the view.
    let found = match unsafe { format(view) }.to_bytes() {
        [order, code] if [b'@', b'=', own].contains(order) => kind(*code),
        [code] => kind(*code),
        _ => 0,
    };
    let is_byte = element.kind == b'c' && (found == b'i' || found == b'u');
    found != 0 && view.itemsize == element.size && (found == element.kind || is_byte)
}

/// Room for a view. A view may point into itself (CPython lends `shape` so), so it is filled where
/// it stays; the borrow of the room keeps it there.
pub struct Room(MaybeUninit<ffi::Py_buffer>);

impl Room {
    /// Room that holds nothing yet.
    #[inline]
    pub fn new() -> Self {
        Self(MaybeUninit::uninit())
    }
}

/// A buffer that is held until it is dropped.
pub struct View<'a> {
    buffer: &'a mut ffi::Py_buffer,
    count: ffi::Py_ssize_t,
}

impl Drop for View<'_> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: the view was filled at this place and not released yet; calls end attached.
        unsafe { ffi::PyBuffer_Release(self.buffer) };
    }
}

impl View<'_> {
    /// Its first byte.
    #[inline]
    pub fn start(&self) -> *mut c_void {
        self.buffer.buf
    }

    /// The number of its elements.
    #[inline]
    pub fn count(&self) -> ffi::Py_ssize_t {
        self.count
    }

    fn bytes(&self) -> Range<usize> {
        let start = self.buffer.buf.addr();
        start..start + self.buffer.len.unsigned_abs()
    }
}

/// Borrows a buffer that the function reads.
#[inline]
pub fn read<'a, 'py>(
    room: &'a mut Room,
    given: Given<'_, 'py>,
    element: &Element,
    place: &str,
) -> Checked<'py, View<'a>> {
    borrow(room, given, element, false, place)
}

/// Borrows a buffer that the function writes.
#[inline]
pub fn write<'a, 'py>(
    room: &'a mut Room,
    given: Given<'_, 'py>,
    element: &Element,
    place: &str,
) -> Checked<'py, View<'a>> {
    borrow(room, given, element, true, place)
}

/// Element type, dimensions, contiguity, rights and alignment are checked here.
fn borrow<'a, 'py>(
    room: &'a mut Room,
    given: Given<'_, 'py>,
    element: &Element,
    is_written: bool,
    place: &str,
) -> Checked<'py, View<'a>> {
    // Contiguity and rights are not asked for: the producer would word that refusal before the
    // element type is known.
    // SAFETY: the argument is alive, and the room holds no view yet.
    if unsafe {
        ffi::PyObject_GetBuffer(given.as_ptr(), room.0.as_mut_ptr(), ffi::PyBUF_RECORDS_RO)
    } < 0
    {
        return Err(buffer_failed(given, element, place));
    }
    // SAFETY: the view has just been filled.
    let buffer = unsafe { room.0.assume_init_mut() };
    let (size, len) = (element.size, buffer.len);
    // A size is a power of two, so that no division is needed.
    let view = View {
        count: len >> size.trailing_zeros(),
        buffer,
    };
    let buffer = &*view.buffer;
    // SAFETY: a format that is there has a NUL behind it, and strides are there for each dimension.
    let (is_usual, is_dense) = unsafe {
        let is_usual = !buffer.format.is_null()
            && *buffer.format.cast::<u8>() == element.code
            && *buffer.format.add(1) == 0
            && buffer.itemsize == size;
        let is_dense = buffer.ndim == 1
            && (buffer.strides.is_null() || *buffer.strides == size || len <= size);
        (is_usual, is_dense)
    };
    let is_aligned = buffer.buf.addr() & (size.unsigned_abs() - 1) == 0 || len == 0;
    // SAFETY: the view is held.
    let fits = is_usual || unsafe { format_fits(buffer, element) };
    if fits && is_dense && is_aligned && !(is_written && buffer.readonly != 0) {
        return Ok(view);
    }
    Err(refused(
        given.py(),
        buffer,
        element,
        fits,
        is_written,
        place,
    ))
}

#[cold]
fn buffer_failed<'py>(given: Given<'_, 'py>, element: &Element, place: &str) -> Raised<'py> {
    let py = given.py();
    let error = PyErr::fetch(py);
    // SAFETY: the argument is alive.
    let is_producer = unsafe { ffi::PyObject_CheckBuffer(given.as_ptr()) != 0 };
    // A `ValueError` says that the producer cannot describe its element type.
    if is_producer && !error.is_instance_of::<PyValueError>(py) {
        return Raised::new(py, error);
    }
    wrong_type(given, place, element.label)
}

/// Says which of the checks failed, in their order.
#[cold]
fn refused<'py>(
    py: Python<'py>,
    view: &ffi::Py_buffer,
    element: &Element,
    fits: bool,
    is_written: bool,
    place: &str,
) -> Raised<'py> {
    let size = element.size;
    let error = if !fits {
        // SAFETY: the caller holds the view.
        let format = unsafe { format(view) }.to_string_lossy();
        PyTypeError::new_err(format!(
            "{place} must be {}, not a buffer of format '{format}'",
            element.label
        ))
    } else if view.ndim != 1 {
        PyBufferError::new_err(format!(
            "{place} must have one dimension, not {}",
            view.ndim
        ))
    // SAFETY: a held view of one dimension has one stride, where it has strides.
    } else if !view.strides.is_null() && unsafe { *view.strides } != size && view.len > size {
        PyBufferError::new_err(format!("{place} must be contiguous; copy it first"))
    } else if is_written && view.readonly != 0 {
        PyBufferError::new_err(format!(
            "{place} is written by the function, and the buffer is read-only"
        ))
    } else {
        PyBufferError::new_err(format!(
            "{place} must be aligned to {size} bytes; copy it first"
        ))
    };
    Raised::new(py, error)
}

/// That two buffers of `function` have one length; each comes with its name.
#[inline]
pub fn same_length<'py>(
    py: Python<'py>,
    function: &str,
    first: (&str, &View<'_>),
    other: (&str, &View<'_>),
) -> Checked<'py, ()> {
    let (a, b) = (first.1.count, other.1.count);
    if a == b {
        Ok(())
    } else {
        Err(length_differs(py, function, (first.0, a), (other.0, b)))
    }
}

#[cold]
fn length_differs<'py>(
    py: Python<'py>,
    function: &str,
    (first, first_count): (&str, ffi::Py_ssize_t),
    (other, other_count): (&str, ffi::Py_ssize_t),
) -> Raised<'py> {
    let message = format!(
        "{function}() needs buffers of one length: \
         '{first}' has {first_count} elements, '{other}' has {other_count}"
    );
    Raised::new(py, PyValueError::new_err(message))
}

/// The number of a buffer's elements in the C type of the length.
#[inline]
pub fn length<'py, T: Integer>(py: Python<'py>, view: &View<'_>, place: &str) -> Checked<'py, T> {
    T::try_from(view.count as i64).map_err(|_| beyond::<T>(py, place))
}

/// That a written buffer and another of `function` do not overlap; each comes with its name.
#[inline]
pub fn apart<'py>(
    py: Python<'py>,
    function: &str,
    written: (&str, &View<'_>),
    other: (&str, &View<'_>),
) -> Checked<'py, ()> {
    let (a, b) = (written.1.bytes(), other.1.bytes());
    let overlap = !a.is_empty() && !b.is_empty() && a.start < b.end && b.start < a.end;
    if overlap {
        Err(overlaps(py, function, written.0, other.0))
    } else {
        Ok(())
    }
}

#[cold]
fn overlaps<'py>(py: Python<'py>, function: &str, written: &str, other: &str) -> Raised<'py> {
    let message = format!("{function}() writes '{written}', which overlaps '{other}'");
    Raised::new(py, PyValueError::new_err(message))
}
