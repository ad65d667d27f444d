//! Arrays that come through the buffer protocol, which locks the producer while they are held.
//!
//! PyO3's `PyBuffer` is not used: its typed form has byte order the wrong way round on this kind of
//! machine (pyo3 0.30.1), and it refuses ctypes arrays, whose strides are null.
#![allow(unsafe_code)]

use std::ffi::{CStr, c_int};
use std::mem::MaybeUninit;

use pyo3::ffi;
use pyo3::prelude::*;

use super::attach;
use super::capsule_in::forget_exception;
use super::request::{Outcome, Request};
use crate::foreign::{Foreign, Hold, Pending, Route};
use crate::{Claimed, DType, Device, Dims, MAX_RANK, Malformed, Meta, format};

/// A buffer that is held: dropping it gives it back.
pub(super) struct Buffer {
    view: ffi::Py_buffer,
    is_held: bool,
    is_dropped_attached: bool,
}

// SAFETY: a buffer may be read from any thread; giving it back attaches first.
unsafe impl Send for Buffer {}
// SAFETY: as above; `&Buffer` only reads the view.
unsafe impl Sync for Buffer {}

impl Hold for Buffer {
    fn is_dropped_attached(&mut self) {
        self.is_dropped_attached = true;
    }
}

impl Drop for Buffer {
    #[inline]
    fn drop(&mut self) {
        if !self.is_held {
            return;
        }
        let view = &raw mut self.view;
        if self.is_dropped_attached {
            // SAFETY: attached, and the view is held and lies where it was filled.
            unsafe { ffi::PyBuffer_Release(view) }
        } else {
            // SAFETY: as above.
            attach::detached(|_| unsafe { ffi::PyBuffer_Release(view) });
        }
    }
}

impl Buffer {
    /// Fills the view in its place; false with an exception pending.
    #[inline]
    fn ask(&mut self, object: &Bound<'_, PyAny>, flags: c_int) -> bool {
        // SAFETY: attached by `object`; the view is not held, and stays where it is until dropped.
        self.is_held =
            unsafe { ffi::PyObject_GetBuffer(object.as_ptr(), &raw mut self.view, flags) } == 0;
        self.is_held
    }
}

/// A buffer that is asked for and not described yet.
pub(super) type Asked<'py> = Pending<'py, Buffer>;

/// Whether the object has a buffer at all.
#[inline(always)]
pub(super) fn has_buffer(object: &Bound<'_, PyAny>) -> bool {
    // SAFETY: attached, and the object is alive.
    unsafe { ffi::PyObject_CheckBuffer(object.as_ptr()) != 0 }
}

/// The object's buffer, where it has one.
pub(super) fn accept(object: &Bound<'_, PyAny>, request: &Request) -> PyResult<Outcome> {
    if !has_buffer(object) {
        return Ok(Outcome::Absent);
    }
    match accept_row(object, request) {
        Ok(foreign) => Ok(Outcome::Taken(foreign)),
        Err(pending) => accept_rest(object.py(), request, pending),
    }
}

/// The object's buffer, where it is of one dimension and what was asked; else what [`accept_rest`]
/// then goes on with. Inlined, so that a constant request is checked as such.
#[inline(always)]
pub(super) fn accept_row<'py>(
    object: &Bound<'py, PyAny>,
    request: &Request,
) -> Result<Foreign, Asked<'py>> {
    let mut pending = Pending::new(object.py(), Route::Buffer, || Buffer {
        view: ffi::Py_buffer::new(),
        is_held: false,
        is_dropped_attached: false,
    });
    let (buffer, place) = pending.parts();
    let is_asked = ask(buffer, object, request) && request.reinterpret.is_none();
    if is_asked
        && is_row(&buffer.view)
        && let Some(meta) = row(&buffer.view, request.spec.asked_dtype(), place)
        && request.spec.fits_row(meta)
    {
        // SAFETY: `row` gave what it has written into the place of the description.
        return Ok(unsafe { pending.finish() });
    }
    // What may be in the place is a row, which has nothing to drop.
    Err(pending)
}

/// What became of a buffer that [`accept_row`] did not take.
#[inline(never)]
pub(super) fn accept_rest(
    py: Python<'_>,
    request: &Request,
    mut pending: Asked<'_>,
) -> PyResult<Outcome> {
    let (buffer, place) = pending.parts();
    if !buffer.is_held {
        return Outcome::of_pending_exception(py);
    }
    let meta = match describe(&buffer.view) {
        Ok(meta) => place.write(meta),
        Err(malformed) => return Ok(malformed.into()),
    };
    if let Err(outcome) = request.fit(meta) {
        // The place is not dropped, and a long list of lengths is on the heap.
        *meta = Meta::nothing();
        return Ok(outcome);
    }
    // SAFETY: the place of the description was written above.
    Ok(Outcome::Taken(unsafe { pending.finish() }))
}

/// Asks with the right to write where that is wanted, and then without it, so that a read-only
/// array is described rather than only refused.
#[inline(always)]
fn ask(buffer: &mut Buffer, object: &Bound<'_, PyAny>, request: &Request) -> bool {
    let reading = ffi::PyBUF_STRIDES | ffi::PyBUF_FORMAT;
    if request.spec.is_writable() {
        if buffer.ask(object, reading | ffi::PyBUF_WRITABLE) {
            return true;
        }
        forget_exception(object.py());
    }
    buffer.ask(object, reading)
}

/// Whether the view is of one dimension, with all that it then has.
#[inline(always)]
fn is_row(view: &ffi::Py_buffer) -> bool {
    let is_whole = !view.format.is_null() && !view.shape.is_null() && !view.strides.is_null();
    view.ndim == 1 && is_whole && view.suboffsets.is_null()
}

/// Writes what [`describe`] gives for such a view; nothing where that is for `describe` to say, as
/// it is where another element type is `asked`, or the same in other letters.
#[inline(always)]
fn row<'place>(
    view: &ffi::Py_buffer,
    asked: Option<DType>,
    place: &'place mut MaybeUninit<Meta>,
) -> Option<&'place mut Meta> {
    // SAFETY: a format ends in a zero byte, and shape and strides that are not null are one number
    // each (PEP 3118); all live as long as the view.
    let (letter, end, len, stride) = unsafe {
        let letter = view.format.cast::<u8>();
        let end = if *letter == 0 { 1 } else { *letter.add(1) };
        (*letter, end, *view.shape as i64, *view.strides as i64)
    };
    if end != 0 {
        return None;
    }
    let dtype = match asked {
        Some(asked) => {
            Some(asked).filter(|_| format::is_letter_of(asked, letter, view.itemsize))?
        }
        None => format::of_letter(letter, view.itemsize)?,
    };
    if len.checked_mul(view.itemsize as i64)? != view.len as i64 {
        return None;
    }
    let rights = (Device::CPU, view.readonly != 0);
    Meta::row(place, view.buf.addr(), dtype, (len, stride), rights)
}

/// Proves what the exporter says.
fn describe(view: &ffi::Py_buffer) -> Result<Meta, Malformed> {
    let rank = usize::try_from(view.ndim)
        .ok()
        .filter(|rank| *rank <= MAX_RANK);
    let rank = rank.ok_or(Malformed::Rank(view.ndim.into()))?;
    let item_bytes = usize::try_from(view.itemsize).unwrap_or(0);
    let spelt = if view.format.is_null() {
        c"B"
    } else {
        // SAFETY: a format ends in a zero byte (PEP 3118), and lives as long as the view.
        unsafe { CStr::from_ptr(view.format) }
    };
    let dtype =
        format::parse(spelt.to_bytes(), item_bytes).ok_or_else(|| unknown(spelt, view.itemsize))?;
    if rank > 0 && !view.suboffsets.is_null() {
        // SAFETY: suboffsets that are not null are `rank` numbers (PEP 3118).
        let is_indirect = (0..rank).any(|at| unsafe { *view.suboffsets.add(at) } >= 0);
        if is_indirect {
            return Err(Malformed::Broken(
                "the rows are reached through pointers; make a copy".to_owned(),
            ));
        }
    }
    let shape = match (rank, view.shape.is_null()) {
        (0, _) => Dims::copy_of(&[]),
        // Whoever asks for strides gets a shape; some exporters of bytes still leave it out.
        (1, true) => Dims::copy_of(&[view.len as i64 / item_bytes.max(1) as i64]),
        (_, true) => return Err(Malformed::Missing("shape")),
        // SAFETY: a shape that is not null is `rank` numbers (PEP 3118).
        (_, false) => Dims::build(rank, |at| unsafe { *view.shape.add(at) } as i64),
    };
    // ctypes arrays have no strides, even for who asks for them: they are in C order.
    let has_strides = rank > 0 && !view.strides.is_null();
    // SAFETY: strides that are not null are `rank` numbers (PEP 3118).
    let strides =
        has_strides.then(|| Dims::build(rank, |at| unsafe { *view.strides.add(at) } as i64));
    let claimed = Claimed {
        address: view.buf.addr(),
        dtype,
        shape,
        strides,
        device: Device::CPU,
        is_readonly: view.readonly != 0,
    };
    let meta = Meta::prove(claimed)?;
    if usize::try_from(view.len) != Ok(meta.size_bytes()) {
        let told = format!(
            "{} bytes are said for {} bytes of elements",
            view.len,
            meta.size_bytes()
        );
        return Err(Malformed::Broken(told));
    }
    Ok(meta)
}

#[cold]
fn unknown(format: &CStr, item_bytes: isize) -> Malformed {
    let text: String = format.to_string_lossy().escape_debug().take(80).collect();
    Malformed::ElementType(format!("the format `{text}` of {item_bytes} bytes"))
}
