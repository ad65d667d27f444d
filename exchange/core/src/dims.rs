//! A short list of lengths or strides, kept in place up to four dimensions.
//!
//! It knows nothing of what the numbers mean. Accepting an array must not allocate for its shape,
//! and a producer may free its own shape as soon as it is released, so they are copied into this.

use std::fmt;
use std::ops::Deref;

/// The most dimensions that any protocol lets through: the limit of PEP 3118.
pub const MAX_RANK: usize = 64;

const INLINE: usize = 4;

/// Up to [`MAX_RANK`] numbers, without an allocation for four or fewer.
#[derive(Clone)]
pub struct Dims<T>(Kept<T>);

#[derive(Clone)]
enum Kept<T> {
    Inline(u8, [T; INLINE]),
    Heap(Box<[T]>),
}

impl<T: Copy + Default> Dims<T> {
    /// `len` numbers, each from its place.
    #[inline]
    pub fn build(len: usize, mut number: impl FnMut(usize) -> T) -> Self {
        if len > INLINE {
            return Dims(Kept::Heap((0..len).map(number).collect()));
        }
        let mut places = [T::default(); INLINE];
        for (place, slot) in places.iter_mut().take(len).enumerate() {
            *slot = number(place);
        }
        Dims(Kept::Inline(len as u8, places))
    }

    /// A single number.
    #[inline]
    pub(crate) fn one(number: T) -> Self {
        let mut places = [T::default(); INLINE];
        let [first, ..] = &mut places;
        *first = number;
        Dims(Kept::Inline(1, places))
    }

    /// What `change` makes of each number.
    #[inline]
    pub(crate) fn map<U: Copy + Default>(&self, change: impl Fn(T) -> U) -> Dims<U> {
        match &self.0 {
            Kept::Inline(len, places) => Dims(Kept::Inline(*len, places.map(change))),
            Kept::Heap(numbers) => Dims(Kept::Heap(
                numbers.iter().map(|number| change(*number)).collect(),
            )),
        }
    }

    /// The same numbers as `numbers`.
    pub fn copy_of(numbers: &[T]) -> Self {
        let mut rest = numbers.iter().copied();
        Dims::build(numbers.len(), |_| rest.next().unwrap_or_default())
    }
}

impl<T> Deref for Dims<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match &self.0 {
            Kept::Inline(len, places) => places.get(..usize::from(*len)).unwrap_or(places),
            Kept::Heap(numbers) => numbers,
        }
    }
}

impl<T: PartialEq> PartialEq for Dims<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Dims<T> {}

impl<T: fmt::Debug> fmt::Debug for Dims<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// As Python writes a tuple: `()`, `(3,)`, `(3, 4)`.
pub(crate) fn tuple<T: fmt::Display>(numbers: &[T]) -> String {
    let inner: Vec<String> = numbers.iter().map(T::to_string).collect();
    match inner.as_slice() {
        [only] => format!("({only},)"),
        _ => format!("({})", inner.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_lists_hold_their_numbers() {
        for len in [0, 1, 4, 5, 64] {
            let numbers: Vec<i64> = (0..len).collect();
            let dims = Dims::copy_of(&numbers);
            assert_eq!(*dims, *numbers);
            assert_eq!(dims.clone(), dims);
        }
    }

    #[test]
    fn tuples_are_written_as_python_does() {
        assert_eq!(tuple::<usize>(&[]), "()");
        assert_eq!(tuple(&[3]), "(3,)");
        assert_eq!(tuple(&[3, 4]), "(3, 4)");
    }
}
