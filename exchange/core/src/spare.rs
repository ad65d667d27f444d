//! Spare places for arrays that are arguments: each call of a function would allocate them anew.
//!
//! All places are of one size, so that an array of any holder fits where another one was. They are
//! ordinary memory of the global allocator; what does not fit has an allocation of its own size.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::ptr::NonNull;
#[cfg(any(feature = "python", test))]
use std::{cell::Cell, ptr::null_mut};

const PLACE_BYTES: usize = 256;

/// How a place begins while nobody has it.
#[repr(C, align(16))]
struct Place {
    next: *mut Place,
    _rest: [usize; PLACE_BYTES / size_of::<usize>() - 1],
}

const fn is_small<T>() -> bool {
    size_of::<T>() <= size_of::<Place>() && align_of::<T>() <= align_of::<Place>()
}

const fn layout_of<T>() -> Layout {
    if is_small::<T>() {
        Layout::new::<Place>()
    } else {
        Layout::new::<T>()
    }
}

/// Memory for a `T`, to be given back by [`free`] or [`Spares::put`].
pub(crate) fn allocate<T>() -> NonNull<T> {
    let layout = layout_of::<T>();
    // SAFETY: a `Place` has a size above 0, and what is larger has it too.
    let start = unsafe { alloc(layout) };
    NonNull::new(start.cast()).unwrap_or_else(|| handle_alloc_error(layout))
}

/// Frees a place.
///
/// # Safety
/// It comes from [`allocate`] or [`Spares::take`] for the same type, and nobody uses it any more.
pub(crate) unsafe fn free<T>(place: NonNull<T>) {
    // SAFETY: allocated with this layout by the caller's promise.
    unsafe { dealloc(place.as_ptr().cast(), layout_of::<T>()) }
}

/// How many places are kept: as many as a function has arrays as arguments.
#[cfg(any(feature = "python", test))]
const MOST: usize = 8;

/// Places that are kept for the next calls.
#[cfg(any(feature = "python", test))]
pub(crate) struct Spares {
    first: Cell<*mut Place>,
    count: Cell<usize>,
}

#[cfg(any(feature = "python", test))]
#[cfg_attr(Py_GIL_DISABLED, allow(dead_code))]
impl Spares {
    pub(crate) const fn new() -> Self {
        Spares {
            first: Cell::new(null_mut()),
            count: Cell::new(0),
        }
    }

    /// Memory for a `T`, a spare one where there is one that fits.
    #[inline(always)]
    pub(crate) fn take<T>(&self) -> NonNull<T> {
        match NonNull::new(self.first.get()) {
            Some(place) if is_small::<T>() => {
                // SAFETY: `put` wrote where the next one is, and nobody has had the place since.
                self.first.set(unsafe { (*place.as_ptr()).next });
                self.count.set(self.count.get() - 1);
                place.cast()
            }
            _ => allocate(),
        }
    }

    /// Keeps a place for the next call, or frees it.
    ///
    /// # Safety
    /// As for [`free`].
    #[inline(always)]
    pub(crate) unsafe fn put<T>(&self, place: NonNull<T>) {
        if !is_small::<T>() || self.count.get() == MOST {
            // SAFETY: the caller's promise.
            return unsafe { free(place) };
        }
        let place = place.as_ptr().cast::<Place>();
        // SAFETY: memory of a `Place`, since every small `T` has one; ours by the caller's promise.
        unsafe { (&raw mut (*place).next).write(self.first.get()) };
        self.first.set(place);
        self.count.set(self.count.get() + 1);
    }
}

#[cfg(any(feature = "python", test))]
impl Drop for Spares {
    fn drop(&mut self) {
        while let Some(place) = NonNull::new(self.first.get()) {
            // SAFETY: `put` wrote where the next one is; the place is in no list afterwards.
            unsafe {
                self.first.set((*place.as_ptr()).next);
                free(place);
            }
        }
    }
}

/// The spares of this process, where its threads cannot use them at once.
///
/// # Safety
/// The thread is attached to the interpreter, and uses the spares only while it is. PyO3 lets an
/// extension module into one interpreter only, so attached threads are one at a time where there is
/// a GIL.
#[cfg(feature = "python")]
#[inline(always)]
pub(crate) unsafe fn of_process() -> Option<&'static Spares> {
    #[cfg(not(Py_GIL_DISABLED))]
    {
        struct Guarded(Spares);
        // SAFETY: reached through this function only, so one thread at a time by its promise.
        unsafe impl Sync for Guarded {}
        static SPARES: Guarded = Guarded(Spares::new());
        Some(&SPARES.0)
    }
    #[cfg(Py_GIL_DISABLED)]
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_used_again_whatever_they_held() {
        let spares = Spares::new();
        let first = spares.take::<[u64; 8]>();
        // SAFETY: memory for eight numbers.
        unsafe { first.write([7; 8]) };
        // SAFETY: taken above, and not used afterwards.
        unsafe { spares.put(first) };
        let again = spares.take::<u16>();
        assert_eq!(again.cast(), first);
        let other = spares.take::<[u8; 200]>();
        assert_ne!(other.cast(), first);
        // SAFETY: as above, for both.
        unsafe {
            spares.put(again);
            spares.put(other);
        }
        assert_eq!(spares.take::<u64>(), other.cast(), "the last one first");
        // SAFETY: taken above.
        unsafe { free(other) };
    }

    #[test]
    fn no_more_are_kept_than_a_function_has_arguments() {
        let spares = Spares::new();
        let places: Vec<_> = (0..MOST + 3).map(|_| spares.take::<u64>()).collect();
        for place in places {
            // SAFETY: taken above, each once.
            unsafe { spares.put(place) };
        }
        assert_eq!(spares.count.get(), MOST);
    }

    #[test]
    fn what_is_large_is_allocated_and_freed_by_itself() {
        let spares = Spares::new();
        let large = spares.take::<[u64; 100]>();
        // SAFETY: memory for a hundred numbers, given back once.
        unsafe {
            large.write([1; 100]);
            spares.put(large);
        }
        assert_eq!(spares.count.get(), 0);
        #[repr(align(64))]
        struct Aligned(#[expect(dead_code)] u8);
        let aligned = spares.take::<Aligned>();
        assert_eq!(aligned.as_ptr().addr() % 64, 0);
        // SAFETY: as above.
        unsafe {
            aligned.write(Aligned(1));
            spares.put(aligned);
        }
    }
}
