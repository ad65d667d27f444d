//! One-dimensional Arrow arrays of plain numbers, taken in without a copy.
//!
//! Arrow memory never changes, so it comes in read-only. An array with nulls is refused: its values
//! have holes that no shape can say.
#![allow(unsafe_code)]

use std::ffi::CStr;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use crate::arrow::abi::{ArrowArray, ArrowSchema};
use crate::device::Device;
use crate::dims::Dims;
use crate::dtype::{DType, Kind};
use crate::foreign::Hold;
use crate::malformed::Malformed;
use crate::meta::{Claimed, Meta};

/// The element type of an Arrow format, for plain numbers.
#[inline]
pub(crate) fn dtype_of(format: &[u8]) -> Option<DType> {
    let (kind, bits) = match format {
        b"c" => (Kind::Int, 8),
        b"C" => (Kind::UInt, 8),
        b"s" => (Kind::Int, 16),
        b"S" => (Kind::UInt, 16),
        b"i" => (Kind::Int, 32),
        b"I" => (Kind::UInt, 32),
        b"l" => (Kind::Int, 64),
        b"L" => (Kind::UInt, 64),
        b"e" => (Kind::Float, 16),
        b"f" => (Kind::Float, 32),
        b"g" => (Kind::Float, 64),
        _ => return None,
    };
    Some(DType::known(kind, bits))
}

/// Proves an array, taking nothing.
///
/// # Safety
/// Both point to structures whose producer keeps to the protocol: a format that is not null ends in
/// a zero byte, `buffers` holds `n_buffers` pointers, and a validity buffer has a bit for each
/// element.
///
/// # Errors
/// [`Malformed`] where the array is released, not of plain numbers, has nulls, or cannot be.
pub unsafe fn describe(
    schema: NonNull<ArrowSchema>,
    array: NonNull<ArrowArray>,
) -> Result<Meta, Malformed> {
    // SAFETY: the caller's promise; both are only read.
    let (schema, array) = unsafe { (schema.as_ref(), array.as_ref()) };
    if schema.release.is_none() || array.release.is_none() {
        return Err(Malformed::Broken(
            "the array has been released or moved already".to_owned(),
        ));
    }
    if schema.format.is_null() {
        return Err(Malformed::Missing("format"));
    }
    // SAFETY: not null, and ends in a zero byte by the caller's promise.
    let format = unsafe { CStr::from_ptr(schema.format) };
    let dtype = dtype_of(format.to_bytes())
        .filter(|_| schema.dictionary.is_null() && array.dictionary.is_null());
    let dtype = dtype.ok_or_else(|| {
        Malformed::ElementType(format!(
            "the Arrow format `{}`",
            format.to_string_lossy().escape_debug()
        ))
    })?;
    if array.n_buffers != 2 || array.n_children != 0 || array.buffers.is_null() {
        return Err(Malformed::Broken(format!(
            "plain numbers have 2 buffers and no children, not {}",
            array.n_buffers
        )));
    }
    let (length, offset) = (array.length, array.offset);
    let end = offset
        .checked_add(length)
        .filter(|_| length >= 0 && offset >= 0);
    let end =
        end.ok_or_else(|| Malformed::Broken(format!("length {length} at offset {offset}")))?;
    // SAFETY: `buffers` holds two pointers by the caller's promise.
    let (validity, values) = unsafe { (*array.buffers, *array.buffers.add(1)) };
    // SAFETY: a validity buffer has a bit for each element up to `end`.
    if array.null_count != 0 && unsafe { has_null(validity.cast(), array.null_count, offset, end) }
    {
        return Err(Malformed::Broken(
            "the array has nulls; fill or drop them first".to_owned(),
        ));
    }
    let skipped = usize::try_from(offset)
        .ok()
        .and_then(|offset| offset.checked_mul(dtype.size_bytes()));
    let address = skipped.and_then(|skipped| values.addr().checked_add(skipped));
    let address = address.ok_or_else(|| Malformed::Extent(format!("an offset of {offset}")))?;
    if values.is_null() && length > 0 {
        return Err(Malformed::NoAddress(length as usize));
    }
    let shape = Dims::copy_of(&[length]);
    Meta::prove(Claimed {
        address,
        dtype,
        shape,
        strides: None,
        device: Device::CPU,
        is_readonly: true,
    })
}

/// Whether an element is null, where the producer counted or a bit says so.
///
/// # Safety
/// A validity buffer that is not null has a bit for each element up to `end`.
unsafe fn has_null(validity: *const u8, null_count: i64, offset: i64, end: i64) -> bool {
    if validity.is_null() {
        return null_count > 0;
    }
    let is_null = |at: i64| {
        // SAFETY: the caller's promise; `at` is not negative.
        let byte = unsafe { validity.add((at / 8) as usize).read() };
        byte & (1 << (at % 8)) == 0
    };
    null_count > 0 || (offset..end).any(is_null)
}

/// Writes what [`describe`] gives for an array that is said to be without nulls, of the element type
/// that is asked if one is; nothing where that is for `describe` to say.
///
/// # Safety
/// As for [`describe`].
#[inline(always)]
#[cfg_attr(not(any(feature = "python", test)), allow(dead_code))]
pub(crate) unsafe fn row(
    schema: NonNull<ArrowSchema>,
    array: NonNull<ArrowArray>,
    asked: Option<DType>,
    place: &mut MaybeUninit<Meta>,
) -> Option<&mut Meta> {
    // SAFETY: the caller's promise; both are only read.
    let (schema, array) = unsafe { (schema.as_ref(), array.as_ref()) };
    let is_live = schema.release.is_some() && array.release.is_some();
    let is_plain = schema.dictionary.is_null() && array.dictionary.is_null();
    let has_buffers = array.n_buffers == 2 && array.n_children == 0 && !array.buffers.is_null();
    if !is_live || !is_plain || !has_buffers || schema.format.is_null() {
        return None;
    }
    // SAFETY: `buffers` holds two pointers by the caller's promise.
    let (validity, values) = unsafe { (*array.buffers, *array.buffers.add(1)) };
    // Uncounted nulls need a place to be told in.
    if array.null_count > 0 || (array.null_count < 0 && !validity.is_null()) {
        return None;
    }
    let format = schema.format.cast::<u8>();
    // SAFETY: the format ends in a zero byte, so there is a second one where the first is not zero.
    let letter = unsafe { *format };
    // SAFETY: as above.
    if letter == 0 || unsafe { *format.add(1) } != 0 {
        return None;
    }
    let dtype = dtype_of(&[letter]).filter(|dtype| asked.is_none_or(|asked| asked == *dtype))?;
    let (length, offset) = (array.length, usize::try_from(array.offset).ok()?);
    array.offset.checked_add(length)?;
    if values.is_null() && length > 0 {
        return None;
    }
    let item_bytes = dtype.size_bytes();
    let address = values.addr().checked_add(offset.checked_mul(item_bytes)?)?;
    let rights = (Device::CPU, true);
    Meta::row(place, address, dtype, (length, item_bytes as i64), rights)
}

/// An array that was moved out of its producer's structure: dropping it releases it.
#[derive(Debug)]
pub struct Taken(ArrowArray);

// SAFETY: the protocol lets any thread read the array and release it.
unsafe impl Send for Taken {}
// SAFETY: as above; `&Taken` gives no access.
unsafe impl Sync for Taken {}

impl Taken {
    /// Moves the array out, and leaves its place released.
    ///
    /// # Safety
    /// `array` points to a live array that nobody else uses at this moment.
    pub unsafe fn take(array: NonNull<ArrowArray>) -> Self {
        // SAFETY: the structure may be moved bit by bit, by the protocol, once `release` is null.
        unsafe {
            let taken = array.as_ptr().read();
            (*array.as_ptr()).release = None;
            Taken(taken)
        }
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if let Some(release) = self.0.release {
            // SAFETY: live and ours since `take`; the callback sets `release` to null.
            unsafe { release(&raw mut self.0) }
        }
    }
}

impl Hold for Taken {}
