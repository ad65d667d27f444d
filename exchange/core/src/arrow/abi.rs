//! The Arrow C data interface as C sees it.
//!
//! A structure whose `release` is null has been released, or moved out of.

use std::ffi::{c_char, c_void};

/// What an array holds.
#[derive(Debug)]
#[repr(C)]
pub struct ArrowSchema {
    /// Element type, one letter for plain numbers.
    pub format: *const c_char,
    /// Name of the field; may be null.
    pub name: *const c_char,
    /// Keys and values; may be null.
    pub metadata: *const c_char,
    /// Dictionary order, nullability, sorted keys.
    pub flags: i64,
    /// Number of child schemas.
    pub n_children: i64,
    /// Child schemas.
    pub children: *mut *mut ArrowSchema,
    /// Schema of the dictionary, or null.
    pub dictionary: *mut ArrowSchema,
    /// Lets go; null when that is done.
    pub release: Option<unsafe extern "C" fn(*mut ArrowSchema)>,
    /// The producer's own.
    pub private_data: *mut c_void,
}

/// The memory of an array.
#[derive(Debug)]
#[repr(C)]
pub struct ArrowArray {
    /// Number of elements.
    pub length: i64,
    /// Number of elements that are null; -1 where nobody counted.
    pub null_count: i64,
    /// Elements before the first.
    pub offset: i64,
    /// Number of buffers: two for plain numbers, validity and values.
    pub n_buffers: i64,
    /// Number of child arrays.
    pub n_children: i64,
    /// The buffers; a validity buffer may be null.
    pub buffers: *mut *const c_void,
    /// Child arrays.
    pub children: *mut *mut ArrowArray,
    /// Array of the dictionary, or null.
    pub dictionary: *mut ArrowArray,
    /// Lets go; null when that is done.
    pub release: Option<unsafe extern "C" fn(*mut ArrowArray)>,
    /// The producer's own.
    pub private_data: *mut c_void,
}

#[cfg(target_pointer_width = "64")]
const _: () = {
    use std::mem::offset_of;
    assert!(size_of::<ArrowSchema>() == 72);
    assert!(offset_of!(ArrowSchema, flags) == 24);
    assert!(offset_of!(ArrowSchema, dictionary) == 48);
    assert!(offset_of!(ArrowSchema, release) == 56);
    assert!(size_of::<ArrowArray>() == 80);
    assert!(offset_of!(ArrowArray, buffers) == 40);
    assert!(offset_of!(ArrowArray, dictionary) == 56);
    assert!(offset_of!(ArrowArray, release) == 64);
};
