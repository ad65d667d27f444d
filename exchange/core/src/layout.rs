//! Arithmetic over shapes and strides: how far an array reaches, and whether it is contiguous.
//!
//! Strides are in bytes. Nothing overflows: a shape that cannot be is said to be one, before any
//! pointer is made from it.

use crate::dims::Dims;

/// The bytes that an array touches, from the address of its first element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    /// How far below the first element it reaches; never above 0.
    pub(crate) low: isize,
    /// The end of what it touches; 0 for an array without elements.
    pub(crate) high: isize,
}

/// Number of elements, where it can be told at all.
#[inline]
pub(crate) fn count(shape: &[usize]) -> Option<usize> {
    // An empty array may have any other lengths: NumPy's `zeros((0, 2**62, 4))`.
    if shape.contains(&0) {
        return Some(0);
    }
    shape
        .iter()
        .try_fold(1usize, |product, len| product.checked_mul(*len))
}

/// Number of bytes of all elements, where it fits the address space.
#[inline]
pub(crate) fn size_bytes(shape: &[usize], item_bytes: usize) -> Option<usize> {
    count(shape)?
        .checked_mul(item_bytes)
        .filter(|bytes| isize::try_from(*bytes).is_ok())
}

/// How far the array reaches in both directions, or nothing where that overflows.
#[inline]
pub(crate) fn extent(shape: &[usize], strides: &[isize], item_bytes: usize) -> Option<Extent> {
    if shape.contains(&0) {
        return Some(Extent { low: 0, high: 0 });
    }
    let mut extent = Extent {
        low: 0,
        high: isize::try_from(item_bytes).ok()?,
    };
    for (len, stride) in shape.iter().zip(strides) {
        let steps = isize::try_from(*len).ok()?.checked_sub(1)?;
        let reach = steps.checked_mul(*stride)?;
        extent.low = extent.low.checked_add(reach.min(0))?;
        extent.high = extent.high.checked_add(reach.max(0))?;
    }
    extent.high.checked_sub(extent.low)?;
    Some(extent)
}

/// The strides of an array whose last index moves fastest, or nothing where they overflow.
pub(crate) fn c_strides(shape: &[usize], item_bytes: usize) -> Option<Dims<isize>> {
    let mut strides = vec![0isize; shape.len()];
    let mut step = isize::try_from(item_bytes).ok()?;
    for (stride, len) in strides.iter_mut().zip(shape).rev() {
        *stride = step;
        // A length of 0 is stepped over as if it were 1, as NumPy does: nothing is ever read.
        let len = isize::try_from(*len).ok()?.max(1);
        step = match step.checked_mul(len) {
            Some(next) => next,
            None if shape.contains(&0) => step,
            None => return None,
        };
    }
    Some(Dims::copy_of(&strides))
}

/// Whether the elements lie one behind the other, the last index moving fastest.
#[inline]
pub(crate) fn is_c_contiguous(shape: &[usize], strides: &[isize], item_bytes: usize) -> bool {
    is_contiguous(shape.iter().zip(strides).rev(), shape, item_bytes)
}

/// Whether the elements lie one behind the other, the first index moving fastest.
#[inline]
pub(crate) fn is_f_contiguous(shape: &[usize], strides: &[isize], item_bytes: usize) -> bool {
    is_contiguous(shape.iter().zip(strides), shape, item_bytes)
}

#[inline]
fn is_contiguous<'a>(
    fastest_first: impl Iterator<Item = (&'a usize, &'a isize)>,
    shape: &[usize],
    item_bytes: usize,
) -> bool {
    let mut expected = item_bytes as isize;
    for (len, stride) in fastest_first {
        // The stride of a single step is never used, so producers put anything there.
        if *len > 1 && *stride != expected {
            return shape.contains(&0);
        }
        expected = expected.wrapping_mul(*len as isize);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUGE: usize = 1 << 62;

    #[test]
    fn counts_stop_at_the_address_space() {
        assert_eq!(count(&[]), Some(1));
        assert_eq!(count(&[3, 4]), Some(12));
        assert_eq!(count(&[0, HUGE, 16]), Some(0));
        assert_eq!(count(&[HUGE, 4]), None);
        assert_eq!(size_bytes(&[HUGE], 1), Some(HUGE));
        assert_eq!(size_bytes(&[HUGE], 2), None, "more than `isize` holds");
        assert_eq!(size_bytes(&[HUGE], 4), None);
        assert_eq!(
            size_bytes(&[isize::MAX as usize], 1),
            Some(isize::MAX as usize)
        );
    }

    #[test]
    fn extents_reach_both_ways() {
        assert_eq!(extent(&[], &[], 4), Some(Extent { low: 0, high: 4 }));
        assert_eq!(extent(&[3], &[4], 4), Some(Extent { low: 0, high: 12 }));
        assert_eq!(extent(&[3], &[-4], 4), Some(Extent { low: -8, high: 4 }));
        assert_eq!(
            extent(&[3, 2], &[16, -4], 4),
            Some(Extent { low: -4, high: 36 })
        );
        assert_eq!(extent(&[3], &[0], 4), Some(Extent { low: 0, high: 4 }));
        assert_eq!(
            extent(&[0, 5], &[1 << 60, 1 << 61], 4),
            Some(Extent { low: 0, high: 0 })
        );
    }

    #[test]
    fn extents_that_overflow_are_none() {
        assert_eq!(extent(&[3], &[isize::MAX], 1), None);
        assert_eq!(extent(&[3], &[isize::MIN], 1), None);
        assert_eq!(
            extent(&[2], &[isize::MAX], 1),
            None,
            "the item itself goes over"
        );
        assert_eq!(
            extent(&[2, 2], &[isize::MAX / 2, isize::MIN / 2], 8),
            None,
            "the span goes over"
        );
        assert_eq!(extent(&[HUGE, 2], &[1, HUGE as isize], 1), None);
        assert_eq!(extent(&[usize::MAX], &[1], 1), None);
    }

    #[test]
    fn contiguous_strides_are_contiguous() {
        for shape in [
            &[][..],
            &[5],
            &[2, 3],
            &[2, 3, 4],
            &[1, 3, 1],
            &[0, 3],
            &[2, 1, 1, 2, 2],
        ] {
            let mut strides = c_strides(shape, 8).unwrap().to_vec();
            assert!(is_c_contiguous(shape, &strides, 8), "{shape:?} {strides:?}");
            strides.reverse();
            let reversed: Vec<usize> = shape.iter().rev().copied().collect();
            assert!(
                is_f_contiguous(&reversed, &strides, 8),
                "{reversed:?} {strides:?}"
            );
        }
        assert_eq!(*c_strides(&[2, 3, 4], 8).unwrap(), [96, 32, 8]);
        assert_eq!(c_strides(&[4, HUGE], 4), None);
        assert!(c_strides(&[4, HUGE, 0], 4).is_some());
    }

    #[test]
    fn gaps_and_orders_are_told_apart() {
        assert!(!is_c_contiguous(&[3], &[8], 4));
        assert!(!is_c_contiguous(&[3], &[-4], 4));
        assert!(!is_c_contiguous(&[2, 3], &[4, 8], 4));
        assert!(is_f_contiguous(&[2, 3], &[4, 8], 4));
        assert!(!is_f_contiguous(&[2, 3], &[12, 4], 4));
        assert!(
            is_c_contiguous(&[1, 3], &[999, 4], 4),
            "a single step is never taken"
        );
        assert!(is_c_contiguous(&[0, 3], &[5, 7], 4), "nothing has no gaps");
        assert!(!is_c_contiguous(&[2, 3], &[0, 4], 4), "a broadcast repeats");
    }
}
