//! Reading and writing the elements of borrowed memory, without ever making a reference to it.
//!
//! Others may hold the same memory, so a `&[T]` of it would be a promise that nobody can keep.
//! Elements are copied in and out one by one through raw pointers instead. A write by somebody else
//! at the same time gives values from before or after, or parts of both; what it never gives is an
//! invalid value.
#![allow(unsafe_code)]

use std::marker::PhantomData;

use crate::element::Element;
use crate::meta::Meta;

/// The elements of an array that may be read.
#[derive(Clone, Copy, Debug)]
pub struct Elements<'a, T> {
    meta: &'a Meta,
    element: PhantomData<T>,
}

/// The elements of an array that may be read and written.
#[derive(Debug)]
pub struct ElementsMut<'a, T> {
    read: Elements<'a, T>,
}

impl<'a, T: Element> Elements<'a, T> {
    /// The elements that `meta` describes.
    ///
    /// # Safety
    /// `meta` describes elements of `T` in memory of this process that stays where it is, and may
    /// be read, for `'a`.
    pub unsafe fn new(meta: &'a Meta) -> Self {
        Elements {
            meta,
            element: PhantomData,
        }
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        self.meta.count()
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Lengths, the slowest dimension first.
    pub fn shape(&self) -> &'a [usize] {
        self.meta.shape()
    }

    /// The element at these indices, one for each dimension, if there is one.
    pub fn at(&self, indices: &[usize]) -> Option<T> {
        // SAFETY: the offset is within the array, whose memory `new` was promised.
        self.offset_of(indices)
            .map(|offset| unsafe { self.read(offset) })
    }

    /// The element at `index` of the first dimension; for one dimension only.
    #[inline]
    pub fn get(&self, index: usize) -> Option<T> {
        match (self.meta.shape(), self.meta.strides()) {
            ([len], [stride]) if index < *len => {
                // SAFETY: the index is below the length, so the offset is within the array.
                Some(unsafe { self.read(index as isize * *stride) })
            }
            _ => None,
        }
    }

    /// The elements in C order.
    pub fn iter(&self) -> impl Iterator<Item = T> + 'a {
        let elements = *self;
        // SAFETY: `Offsets` gives offsets within the array only.
        Offsets::of(self.meta).map(move |offset| unsafe { elements.read(offset) })
    }

    /// The elements in C order, copied.
    pub fn to_vec(&self) -> Vec<T> {
        let mut copy: Vec<T> = Vec::with_capacity(self.len());
        if self.meta.is_c_contiguous() && !self.is_empty() {
            // SAFETY: the array is `len` elements in a row, `copy` has room for them, and a fresh
            // allocation overlaps nothing; bytes are copied, since the array may be misaligned.
            unsafe {
                let bytes = self.len() * size_of::<T>();
                copy.as_mut_ptr()
                    .cast::<u8>()
                    .copy_from_nonoverlapping(self.start(), bytes);
                copy.set_len(self.len());
            }
        } else {
            copy.extend(self.iter());
        }
        copy
    }

    /// The elements as a slice, where they lie in C order and are aligned.
    ///
    /// # Safety
    /// Nobody writes the memory while the slice lives. A read-only array does not promise that: it
    /// forbids this side to write, not the other.
    pub unsafe fn as_slice(&self) -> Option<&'a [T]> {
        if self.is_empty() {
            return Some(&[]);
        }
        if !self.meta.is_c_contiguous() || !self.meta.is_aligned_to(align_of::<T>()) {
            return None;
        }
        // SAFETY: `len` aligned elements in a row, alive for `'a` by the promise to `new`; that
        // nobody writes them is the caller's promise.
        Some(unsafe { std::slice::from_raw_parts(self.start().cast(), self.len()) })
    }

    fn offset_of(&self, indices: &[usize]) -> Option<isize> {
        if indices.len() != self.meta.rank() {
            return None;
        }
        let mut offset = 0;
        for ((index, len), stride) in indices
            .iter()
            .zip(self.meta.shape())
            .zip(self.meta.strides())
        {
            if index >= len {
                return None;
            }
            offset += *index as isize * stride;
        }
        Some(offset)
    }

    fn start(&self) -> *mut u8 {
        std::ptr::with_exposed_provenance_mut(self.meta.address())
    }

    /// # Safety
    /// `offset` is that of an element of the array.
    #[inline]
    unsafe fn read(&self, offset: isize) -> T {
        // SAFETY: the element lies within the memory that `new` was promised; it may be misaligned.
        unsafe { self.start().offset(offset).cast::<T>().read_unaligned() }
    }
}

impl<'a, T: Element> ElementsMut<'a, T> {
    /// The elements that `meta` describes, to be written too.
    ///
    /// # Safety
    /// As for [`Elements::new`], and the memory may be written.
    pub unsafe fn new(meta: &'a Meta) -> Self {
        // SAFETY: the caller's promise is the same and more.
        let read = unsafe { Elements::new(meta) };
        ElementsMut { read }
    }

    /// The same elements, for reading.
    pub fn read(&self) -> Elements<'_, T> {
        self.read
    }

    /// Sets the element at these indices; false where there is none.
    pub fn set(&mut self, indices: &[usize], value: T) -> bool {
        let Some(offset) = self.read.offset_of(indices) else {
            return false;
        };
        // SAFETY: the offset is within the array.
        unsafe { self.write(offset, value) };
        true
    }

    /// Sets every element.
    pub fn fill(&mut self, value: T) {
        self.update(|_| value);
    }

    /// Replaces every element, in C order, by what `change` makes of it.
    pub fn update(&mut self, mut change: impl FnMut(T) -> T) {
        for offset in Offsets::of(self.read.meta) {
            // SAFETY: `Offsets` gives offsets within the array only.
            unsafe { self.write(offset, change(self.read.read(offset))) };
        }
    }

    /// Writes what `change` makes of the elements of `from`, in C order, as far as both go.
    pub fn set_from<U: Element>(&mut self, from: Elements<'_, U>, mut change: impl FnMut(U) -> T) {
        for (offset, value) in Offsets::of(self.read.meta).zip(from.iter()) {
            // SAFETY: `Offsets` gives offsets within the array only.
            unsafe { self.write(offset, change(value)) };
        }
    }

    /// The elements as a slice, where they lie in C order and are aligned.
    ///
    /// # Safety
    /// Nobody else reads or writes the memory while the slice lives.
    pub unsafe fn as_mut_slice(&mut self) -> Option<&mut [T]> {
        // SAFETY: that nobody writes is part of the caller's promise.
        let slice = unsafe { self.read.as_slice() }?;
        let (len, start) = (slice.len(), self.read.start());
        if len == 0 {
            return Some(&mut []);
        }
        // SAFETY: as `as_slice` found; writable and alone by the promises to `new` and to this call.
        Some(unsafe { std::slice::from_raw_parts_mut(start.cast(), len) })
    }

    /// # Safety
    /// `offset` is that of an element of the array.
    #[inline]
    unsafe fn write(&mut self, offset: isize, value: T) {
        // SAFETY: the element lies within the memory that `new` was promised; it may be misaligned.
        unsafe {
            self.read
                .start()
                .offset(offset)
                .cast::<T>()
                .write_unaligned(value)
        }
    }
}

/// The offsets of all elements in C order.
pub(crate) struct Offsets<'a> {
    shape: &'a [usize],
    strides: &'a [isize],
    indices: Vec<usize>,
    offset: isize,
    left: usize,
}

impl<'a> Offsets<'a> {
    pub(crate) fn of(meta: &'a Meta) -> Self {
        // One dimension needs no list of indices: its offset is all there is to count.
        let indices = if meta.rank() > 1 {
            vec![0; meta.rank()]
        } else {
            Vec::new()
        };
        Offsets {
            shape: meta.shape(),
            strides: meta.strides(),
            indices,
            offset: 0,
            left: meta.count(),
        }
    }

    /// Goes one step further in the last dimension that has one.
    fn step(&mut self) {
        if let ([_], [stride]) = (self.shape, self.strides) {
            self.offset += stride;
            return;
        }
        let places = self
            .indices
            .iter_mut()
            .zip(self.shape)
            .zip(self.strides)
            .rev();
        for ((index, len), stride) in places {
            *index += 1;
            self.offset += stride;
            if *index < *len {
                return;
            }
            self.offset -= *len as isize * stride;
            *index = 0;
        }
    }
}

impl Iterator for Offsets<'_> {
    type Item = isize;

    #[inline]
    fn next(&mut self) -> Option<isize> {
        self.left = self.left.checked_sub(1)?;
        let offset = self.offset;
        if self.left > 0 {
            self.step();
        }
        Some(offset)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Claimed, Device, Dims};

    /// Memory behind a cell, as foreign memory is: anybody may write it.
    fn meta(memory: &mut [i32], offset: isize, shape: &[i64], strides: Option<&[i64]>) -> Meta {
        let start = memory.as_mut_ptr();
        start.expose_provenance();
        Meta::prove(Claimed {
            address: start.wrapping_byte_offset(offset).addr(),
            dtype: i32::DTYPE,
            shape: Dims::copy_of(shape),
            strides: strides.map(Dims::copy_of),
            device: Device::CPU,
            is_readonly: false,
        })
        .unwrap()
    }

    #[test]
    fn elements_come_in_c_order_whatever_the_strides() {
        let mut memory: Vec<i32> = (0..12).collect();
        type Case<'a> = (isize, &'a [i64], Option<&'a [i64]>, &'a [i32]);
        let cases: [Case<'_>; 6] = [
            (0, &[2, 3], None, &[0, 1, 2, 3, 4, 5]),
            (0, &[2, 3], Some(&[4, 8]), &[0, 2, 4, 1, 3, 5]),
            (44, &[3], Some(&[-16]), &[11, 7, 3]),
            (8, &[], None, &[2]),
            (0, &[2, 2, 2], Some(&[24, 0, 4]), &[0, 1, 0, 1, 6, 7, 6, 7]),
            (0, &[3, 0], None, &[]),
        ];
        for (offset, shape, strides, expected) in cases {
            let meta = meta(&mut memory, offset, shape, strides);
            // SAFETY: `memory` outlives the elements, and every case lies within it.
            let elements = unsafe { Elements::<i32>::new(&meta) };
            assert_eq!(elements.iter().collect::<Vec<_>>(), expected, "{shape:?}");
            assert_eq!(elements.to_vec(), expected, "{shape:?}");
        }
    }

    #[test]
    fn indices_outside_are_none() {
        let mut memory: Vec<i32> = (0..6).collect();
        let meta = meta(&mut memory, 0, &[2, 3], None);
        // SAFETY: `memory` outlives the elements, and holds all six.
        let elements = unsafe { Elements::<i32>::new(&meta) };
        assert_eq!(elements.at(&[1, 2]), Some(5));
        assert_eq!(
            (
                elements.at(&[2, 0]),
                elements.at(&[0, 3]),
                elements.at(&[0])
            ),
            (None, None, None)
        );
        assert_eq!(elements.get(0), None, "two dimensions have no one index");
    }

    #[test]
    fn writes_go_to_the_elements_and_nowhere_else() {
        let mut memory = vec![7i32; 8];
        let meta = meta(&mut memory, 4, &[3], Some(&[8]));
        // SAFETY: `memory` outlives the elements, is not used meanwhile, and holds all three.
        let mut elements = unsafe { ElementsMut::<i32>::new(&meta) };
        elements.update(|value| value + 1);
        assert!(elements.set(&[2], 0));
        assert!(!elements.set(&[3], 0));
        assert_eq!(elements.read().get(1), Some(8));
        assert_eq!(memory, [7, 8, 7, 8, 7, 0, 7, 7]);
    }

    #[test]
    fn slices_are_of_contiguous_memory_only() {
        let mut memory = vec![1i32, 2, 3, 4];
        let strided = meta(&mut memory, 0, &[2], Some(&[8]));
        // SAFETY: `memory` outlives the elements, and nobody writes it.
        assert!(unsafe { Elements::<i32>::new(&strided).as_slice() }.is_none());
        let whole = meta(&mut memory, 0, &[4], None);
        // SAFETY: `memory` outlives the elements, and nobody else has it.
        let mut elements = unsafe { ElementsMut::<i32>::new(&whole) };
        // SAFETY: nobody else has the memory.
        unsafe { elements.as_mut_slice() }.unwrap().reverse();
        assert_eq!(memory, [4, 3, 2, 1]);
    }
}
