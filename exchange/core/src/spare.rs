//! One spare allocation a thread, for arrays that are arguments: each call would make one anew.
//!
//! It is ordinary memory of the global allocator, so whoever holds it may also free it as any other.
#![allow(unsafe_code)]

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::Cell;
use std::mem::MaybeUninit;
use std::ptr::{NonNull, null_mut};

struct Spare(Cell<(*mut u8, Layout)>);

thread_local! {
    static SPARE: Spare = const { Spare(Cell::new((null_mut(), Layout::new::<u64>()))) };
}

impl Drop for Spare {
    fn drop(&mut self) {
        let (start, layout) = self.0.get();
        if !start.is_null() {
            // SAFETY: allocated with this layout, and nobody has had it since it was put here.
            unsafe { dealloc(start, layout) }
        }
    }
}

/// Memory for a `T`, the thread's spare one where that fits.
#[inline]
pub(crate) fn place<T>() -> Box<MaybeUninit<T>> {
    let layout = Layout::new::<T>();
    let spare = SPARE.try_with(|spare| {
        let (start, of) = spare.0.get();
        if start.is_null() || of != layout {
            return null_mut();
        }
        spare.0.set((null_mut(), layout));
        start
    });
    let start = match spare {
        Ok(start) if !start.is_null() => start,
        // SAFETY: what is held for a Python object has a size above 0; `alloc` is asked for no less.
        _ if layout.size() > 0 => unsafe { alloc(layout) },
        _ => return Box::new_uninit(),
    };
    let Some(start) = NonNull::new(start) else {
        handle_alloc_error(layout);
    };
    // SAFETY: memory of the global allocator with the layout of a `T`, which nobody else has.
    unsafe { Box::from_raw(start.as_ptr().cast()) }
}

/// Drops what is in the box, and keeps its memory for the next.
#[inline]
#[cfg_attr(not(feature = "python"), allow(dead_code))]
pub(crate) fn recycle<T: ?Sized>(full: Box<T>) {
    let layout = Layout::for_value(&*full);
    let start = Box::into_raw(full);
    // SAFETY: just had from the box, so it is whole and ours; the memory is given up below.
    unsafe { std::ptr::drop_in_place(start) };
    let start = start.cast::<u8>();
    let is_kept = SPARE.try_with(|spare| {
        let is_free = layout.size() > 0 && spare.0.get().0.is_null();
        if is_free {
            spare.0.set((start, layout));
        }
        is_free
    });
    if is_kept != Ok(true) && layout.size() > 0 {
        // SAFETY: the box had it from the global allocator with this layout.
        unsafe { dealloc(start, layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again_on_its_thread_and_freed_at_its_end() {
        std::thread::spawn(|| {
            let first = Box::write(place::<[u64; 8]>(), [7; 8]);
            let address = (&raw const *first).addr();
            recycle(first);
            let again = Box::write(place::<[u64; 8]>(), [9; 8]);
            assert_eq!((&raw const *again).addr(), address);
            let other = Box::write(place::<[u64; 8]>(), [1; 8]);
            recycle(again);
            recycle(other);
            let _smaller = place::<u16>();
        })
        .join()
        .unwrap();
    }

    #[test]
    fn what_is_recycled_is_dropped_once() {
        let counted = std::sync::Arc::new(());
        let held: Box<dyn Send> = Box::new(std::sync::Arc::clone(&counted));
        recycle(held);
        assert_eq!(std::sync::Arc::strong_count(&counted), 1);
        recycle(Box::new(()));
    }
}
