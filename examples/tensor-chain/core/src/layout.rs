//! The form of a tensor: lengths, and steps in bytes. It knows no memory and no element type.

use fishplate_exchange::{Dims, MAX_RANK};

use crate::fault::Fault;

/// Lengths and steps in bytes, the slowest dimension first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    shape: Dims<usize>,
    strides: Dims<isize>,
}

impl Layout {
    /// Whether there can be a tensor of that shape, with elements of `item_bytes`.
    ///
    /// # Errors
    /// [`Fault::Value`] where the shape has too many dimensions, or more bytes than can be.
    pub fn check(shape: &[usize], item_bytes: usize) -> Result<(), Fault> {
        // An empty dimension makes the tensor empty, and its neighbours must fit all the same.
        let bytes = (shape.iter()).try_fold(item_bytes, |all, len| all.checked_mul((*len).max(1)));
        if shape.len() <= MAX_RANK && bytes.is_some_and(|bytes| isize::try_from(bytes).is_ok()) {
            return Ok(());
        }
        Err(Fault::Value(format!(
            "a tensor of shape {} cannot be; give at most {MAX_RANK} dimensions and {} bytes",
            tuple(shape),
            isize::MAX
        )))
    }

    /// Elements of `item_bytes` in C order.
    ///
    /// # Errors
    /// As for [`Layout::check`].
    pub fn c_order(shape: &[usize], item_bytes: usize) -> Result<Self, Fault> {
        Layout::check(shape, item_bytes)?;
        let mut strides = vec![0isize; shape.len()];
        let mut step = item_bytes as isize;
        for (stride, len) in strides.iter_mut().zip(shape).rev() {
            *stride = step;
            step *= (*len).max(1) as isize;
        }
        Ok(Layout::new(shape, &strides))
    }

    /// The form that a producer has proven.
    pub(crate) fn new(shape: &[usize], strides: &[isize]) -> Self {
        Layout {
            shape: Dims::copy_of(shape),
            strides: Dims::copy_of(strides),
        }
    }

    /// Lengths.
    #[inline]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Steps in bytes.
    #[inline]
    pub fn strides(&self) -> &[isize] {
        &self.strides
    }

    /// Number of elements.
    pub fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// Whether the elements lie one behind the other, the last index moving fastest.
    pub fn is_c_order(&self, item_bytes: usize) -> bool {
        let mut step = item_bytes as isize;
        let is_empty = self.shape.contains(&0);
        is_empty
            || (self.shape.iter().zip(self.strides.iter()).rev()).all(|(len, stride)| {
                let fits = *len == 1 || *stride == step;
                step *= *len as isize;
                fits
            })
    }

    /// The dimensions in the other order.
    pub fn transposed(&self) -> Self {
        let turned = |at: usize| self.shape.len() - 1 - at;
        let rank = self.shape.len();
        Layout {
            shape: Dims::build(rank, |at| {
                self.shape.get(turned(at)).copied().unwrap_or_default()
            }),
            strides: Dims::build(rank, |at| {
                self.strides.get(turned(at)).copied().unwrap_or_default()
            }),
        }
    }

    /// Every `step`-th of `len` elements of dimension `axis`, and how many bytes further it begins.
    ///
    /// # Errors
    /// [`Fault::Value`] where that reaches beyond the dimension.
    pub fn part(
        &self,
        axis: usize,
        start: usize,
        len: usize,
        step: isize,
    ) -> Result<(Self, isize), Fault> {
        let outside = || {
            Fault::Value(format!(
                "{len} elements from {start} on in steps of {step} are not in dimension {axis} of {}",
                tuple(&self.shape)
            ))
        };
        let (Some(held), Some(stride)) = (self.shape.get(axis), self.strides.get(axis)) else {
            return Err(outside());
        };
        let last = isize::try_from(len.saturating_sub(1))
            .ok()
            .and_then(|steps| steps.checked_mul(step))
            .and_then(|reach| start.checked_add_signed(reach));
        if len > 0 && (start >= *held || last.is_none_or(|last| last >= *held)) {
            return Err(outside());
        }
        let stepped = stride.checked_mul(step).ok_or_else(outside)?;
        let part = Layout {
            shape: replaced(&self.shape, axis, len),
            strides: replaced(&self.strides, axis, if len > 1 { stepped } else { *stride }),
        };
        Ok((part, if len == 0 { 0 } else { start as isize * stride }))
    }

    /// Without dimension `axis`, of which there is one element.
    ///
    /// # Errors
    /// [`Fault::Value`] where there are more or none.
    pub fn without(&self, axis: usize) -> Result<Self, Fault> {
        if self.shape.get(axis) != Some(&1) {
            return Err(Fault::Value(format!(
                "dimension {axis} of {} is not of length 1",
                tuple(&self.shape)
            )));
        }
        Ok(Layout {
            shape: removed(&self.shape, axis),
            strides: removed(&self.strides, axis),
        })
    }

    /// The steps with which these elements fill a larger shape: none along what is repeated.
    ///
    /// # Errors
    /// [`Fault::Value`] where they cannot.
    pub fn spread(&self, shape: &[usize]) -> Result<Dims<isize>, Fault> {
        let more = shape.len().checked_sub(self.shape.len());
        let fits = |more: usize| {
            let pairs = self.shape.iter().zip(shape.iter().skip(more));
            pairs.into_iter().all(|(own, len)| own == len || *own == 1)
        };
        let Some(more) = more.filter(|more| fits(*more)) else {
            return Err(Fault::Value(format!(
                "a tensor of shape {} does not fill the shape {}",
                tuple(&self.shape),
                tuple(shape)
            )));
        };
        Ok(Dims::build(shape.len(), |at| {
            let own = at.checked_sub(more);
            let held = own.and_then(|own| self.shape.get(own).zip(self.strides.get(own)));
            match held {
                Some((len, stride)) if shape.get(at) == Some(len) => *stride,
                _ => 0,
            }
        }))
    }
}

/// The shape that two fill together: equal lengths, or one of them 1, from the last dimension on.
///
/// # Errors
/// [`Fault::Value`] where there is none.
pub(crate) fn common_shape(a: &[usize], b: &[usize]) -> Result<Dims<usize>, Fault> {
    if a == b {
        return Ok(Dims::copy_of(a));
    }
    let rank = a.len().max(b.len());
    let mut fits = true;
    let shape = Dims::build(rank, |at| {
        let length = |shape: &[usize]| {
            let own = (at + shape.len()).checked_sub(rank);
            own.and_then(|own| shape.get(own)).copied().unwrap_or(1)
        };
        match (length(a), length(b)) {
            (one, other) if one == other => one,
            (1, other) => other,
            (one, 1) => one,
            (one, _) => {
                fits = false;
                one
            }
        }
    });
    if fits {
        return Ok(shape);
    }
    Err(Fault::Value(format!(
        "shapes {} and {} do not go together; from the last dimension on, lengths must be equal or 1",
        tuple(a),
        tuple(b)
    )))
}

/// As Python writes a tuple.
pub(crate) fn tuple(shape: &[usize]) -> String {
    let inner: Vec<String> = shape.iter().map(usize::to_string).collect();
    match inner.as_slice() {
        [only] => format!("({only},)"),
        _ => format!("({})", inner.join(", ")),
    }
}

fn replaced<T: Copy + Default>(numbers: &[T], axis: usize, number: T) -> Dims<T> {
    Dims::build(numbers.len(), |at| {
        if at == axis {
            return number;
        }
        numbers.get(at).copied().unwrap_or_default()
    })
}

fn removed<T: Copy + Default>(numbers: &[T], axis: usize) -> Dims<T> {
    Dims::build(numbers.len().saturating_sub(1), |at| {
        let at = at + usize::from(at >= axis);
        numbers.get(at).copied().unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn c(shape: &[usize]) -> Layout {
        Layout::c_order(shape, 4).unwrap()
    }

    #[test]
    fn c_order_is_told_from_its_parts() {
        let whole = c(&[2, 3]);
        assert_eq!(whole.strides(), [12, 4]);
        assert!(whole.is_c_order(4) && !whole.transposed().is_c_order(4));
        let (row, offset) = whole.part(0, 1, 1, 1).unwrap();
        assert_eq!((row.shape(), offset), ([1, 3].as_slice(), 12));
        assert!(row.is_c_order(4), "one row of many");
        let (column, offset) = whole.part(1, 2, 1, 1).unwrap();
        assert_eq!(
            (column.without(1).unwrap().strides(), offset),
            ([12].as_slice(), 8)
        );
        let (turned, offset) = whole.part(1, 2, 3, -1).unwrap();
        assert_eq!((turned.strides(), offset), ([12, -4].as_slice(), 8));
        assert!(c(&[0, 3]).is_c_order(4) && c(&[]).is_c_order(4));
    }

    #[test]
    fn what_is_outside_or_too_much_is_refused() {
        let whole = c(&[2, 3]);
        for (axis, start, len, step) in [(2, 0, 1, 1), (0, 2, 1, 1), (1, 0, 2, 3), (1, 1, 3, -1)] {
            assert!(whole.part(axis, start, len, step).is_err());
        }
        assert!(whole.part(1, 0, 2, isize::MAX).is_err());
        assert!(whole.without(0).is_err());
        assert!(Layout::c_order(&[usize::MAX, 2], 4).is_err());
        assert!(Layout::c_order(&[0, usize::MAX], 4).is_err());
        assert!(Layout::c_order(&[1; 65], 4).is_err());
    }

    #[test]
    fn shapes_go_together_from_the_last_dimension_on() {
        let common = |a: &[usize], b: &[usize]| common_shape(a, b).ok().map(|dims| dims.to_vec());
        assert_eq!(common(&[2, 3], &[3]), Some(vec![2, 3]));
        assert_eq!(common(&[2, 1], &[1, 3]), Some(vec![2, 3]));
        assert_eq!(common(&[], &[4]), Some(vec![4]));
        assert_eq!(common(&[0], &[1]), Some(vec![0]));
        assert_eq!(common(&[2], &[3]), None);
        assert_eq!(*c(&[3]).spread(&[2, 3]).unwrap(), [0, 4]);
        assert_eq!(*c(&[2, 1]).spread(&[2, 3]).unwrap(), [4, 0]);
        assert!(c(&[2, 3]).spread(&[3]).is_err() && c(&[2]).spread(&[3]).is_err());
    }
}
