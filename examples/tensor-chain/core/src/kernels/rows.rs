//! Loops over raw memory: the only place where elements are read and written.
//!
//! Memory may be shared with NumPy and others, so no slice of it is ever made: elements are read and
//! written through pointers, aligned or not. Equal steps of one element are a loop of their own,
//! which the compiler makes wide.
#![allow(unsafe_code)]

use super::number::{Combine, Number};
use crate::fault::Fault;
use crate::tensor::Tensor;

/// Elements of `N` tensors, one beside the other, over a common shape.
pub(super) struct Rows<'a, const N: usize> {
    shape: &'a [usize],
    starts: [*mut u8; N],
    strides: [&'a [isize]; N],
    is_one_row: bool,
}

impl<'a, const N: usize> Rows<'a, N> {
    /// The tensors with the steps in which each fills `shape`.
    pub(super) fn of(
        shape: &'a [usize],
        sides: [(&'a Tensor, &'a [isize]); N],
    ) -> Result<Self, Fault> {
        let mut starts = [std::ptr::null_mut(); N];
        for (start, (tensor, _)) in starts.iter_mut().zip(sides) {
            let address = tensor.memory()?.meta().address();
            *start = std::ptr::with_exposed_provenance_mut(address);
        }
        let is_one_row =
            (sides.iter()).all(|(tensor, _)| tensor.is_c_order() && tensor.shape() == shape);
        Ok(Rows {
            shape,
            starts,
            strides: sides.map(|(_, strides)| strides),
            is_one_row,
        })
    }

    /// Runs `row` for each row: the pointers to its first elements, its length, its steps in bytes.
    fn each(&self, item_bytes: usize, mut row: impl FnMut([*mut u8; N], usize, [isize; N])) {
        if self.is_one_row {
            let count = self.shape.iter().product();
            return row(self.starts, count, [item_bytes as isize; N]);
        }
        if self.shape.contains(&0) {
            return;
        }
        let mut dims = self.merged();
        let (len, steps) = dims.pop().unwrap_or((1, [0; N]));
        let mut indices = vec![0; dims.len()];
        let mut offsets = [0isize; N];
        loop {
            let mut places = self.starts;
            for (place, offset) in places.iter_mut().zip(offsets) {
                *place = place.wrapping_offset(offset);
            }
            row(places, len, steps);
            if !step(&dims, &mut indices, &mut offsets) {
                return;
            }
        }
    }

    /// The dimensions that are walked: those of one element left out, and two that are one row for
    /// every tensor made one.
    fn merged(&self) -> Vec<(usize, [isize; N])> {
        let mut dims: Vec<(usize, [isize; N])> = Vec::with_capacity(self.shape.len());
        for (at, len) in self.shape.iter().enumerate().filter(|(_, len)| **len != 1) {
            let steps = self
                .strides
                .map(|strides| strides.get(at).copied().unwrap_or(0));
            if let Some((outer, outer_steps)) = dims.last_mut() {
                let whole = steps.map(|step| step.wrapping_mul(*len as isize));
                if *outer_steps == whole {
                    *outer *= len;
                    *outer_steps = steps;
                    continue;
                }
            }
            dims.push((*len, steps));
        }
        dims
    }
}

/// Goes to the next row; false after the last.
fn step<const N: usize>(
    dims: &[(usize, [isize; N])],
    indices: &mut [usize],
    offsets: &mut [isize; N],
) -> bool {
    for ((len, steps), index) in dims.iter().zip(indices).rev() {
        *index += 1;
        let is_over = *index == *len;
        let turns = if is_over { 1 - *len as isize } else { 1 };
        for (offset, step) in offsets.iter_mut().zip(steps) {
            *offset += turns * step;
        }
        if !is_over {
            return true;
        }
        *index = 0;
    }
    false
}

/// Writes what the second and the third make together to the first.
///
/// # Safety
/// All elements of the three are of `T` in memory of this process that is kept where it is; the first
/// may be written, and shares no byte with the others.
pub(super) unsafe fn combine<T: Number, C: Combine>(rows: &Rows<'_, 3>) {
    let item = size_of::<T>() as isize;
    rows.each(size_of::<T>(), |[out, a, b], len, steps| {
        // SAFETY: `each` gives rows within the three tensors, as the caller promises they are.
        unsafe {
            match steps {
                [o, x, y] if o == item && x == item && y == item => {
                    wide_row::<T, C>(out.cast(), a.cast(), b.cast(), len);
                }
                _ => {
                    for at in 0..len as isize {
                        let [o, x, y] = steps.map(|step| step * at);
                        let value = C::of(load::<T>(a.offset(x)), load::<T>(b.offset(y)));
                        out.offset(o).cast::<T>().write_unaligned(value);
                    }
                }
            }
        }
    });
}

/// Changes the first by the second.
///
/// # Safety
/// As for [`combine`]; the two may also be the very same elements in the same order.
pub(super) unsafe fn update<T: Number, C: Combine>(rows: &Rows<'_, 2>) {
    let item = size_of::<T>() as isize;
    rows.each(size_of::<T>(), |[target, other], len, steps| {
        // SAFETY: `each` gives rows within both tensors, as the caller promises they are.
        unsafe {
            match steps {
                [t, o] if t == item && o == item => {
                    wide_update::<T, C>(target.cast(), other.cast(), len);
                }
                _ => {
                    for at in 0..len as isize {
                        let [t, o] = steps.map(|step| step * at);
                        let place = target.offset(t);
                        let value = C::of(load::<T>(place), load::<T>(other.offset(o)));
                        place.cast::<T>().write_unaligned(value);
                    }
                }
            }
        }
    });
}

/// # Safety
/// An element of `T` is there to be read.
#[inline(always)]
unsafe fn load<T: Number>(place: *const u8) -> T {
    // SAFETY: the caller's promise; it may be misaligned.
    unsafe { place.cast::<T>().read_unaligned() }
}

/// # Safety
/// `len` elements are at each pointer; those at `out` may be written and are apart from the others.
#[inline(always)]
unsafe fn wide_row<T: Number, C: Combine>(out: *mut T, a: *const T, b: *const T, len: usize) {
    for at in 0..len {
        // SAFETY: the caller's promise.
        unsafe {
            let value = C::of(a.add(at).read_unaligned(), b.add(at).read_unaligned());
            out.add(at).write_unaligned(value);
        }
    }
}

/// # Safety
/// `len` elements are at each pointer; those at `target` may be written.
#[inline(always)]
unsafe fn wide_update<T: Number, C: Combine>(target: *mut T, other: *const T, len: usize) {
    for at in 0..len {
        // SAFETY: the caller's promise.
        unsafe {
            let value = C::of(
                target.add(at).read_unaligned(),
                other.add(at).read_unaligned(),
            );
            target.add(at).write_unaligned(value);
        }
    }
}

/// Writes the product of two matrices in C order to the first: `m` by `n`, of `m` by `k` and `k` by `n`.
///
/// Four rows of the second go into each pass over a row of the result, which is read and written a
/// quarter as often.
///
/// # Safety
/// All three are in C order, of `T`, in memory of this process that is kept where it is; the first
/// holds zeros, may be written, and shares no byte with the others.
pub(super) unsafe fn product<T: Number>(
    [out, a, b]: [&Tensor; 3],
    [m, k, n]: [usize; 3],
) -> Result<(), Fault> {
    let start = |tensor: &Tensor| -> Result<*mut T, Fault> {
        let address = tensor.memory()?.meta().address();
        Ok(std::ptr::with_exposed_provenance_mut(address))
    };
    let (out, a, b) = (start(out)?, start(a)?, start(b)?);
    for row in 0..m {
        // SAFETY: rows below `m`, within the matrices that the caller promises.
        let (out, a) = unsafe { (out.add(row * n), a.add(row * k)) };
        let mut at = 0;
        while at < k {
            let width = (k - at).min(4);
            // SAFETY: `at + width` is at most `k`, so the factors and the rows of `b` are there.
            unsafe {
                let factor = |more: usize| match more < width {
                    true => a.add(at + more).read_unaligned(),
                    false => T::default(),
                };
                let of_b = |more: usize| b.add((at + more.min(width - 1)) * n).cast_const();
                match width {
                    4 => add_four(out, [0, 1, 2, 3].map(of_b), [0, 1, 2, 3].map(factor), n),
                    _ => {
                        for more in 0..width {
                            add_one(out, of_b(more), factor(more), n);
                        }
                    }
                }
            }
            at += width;
        }
    }
    Ok(())
}

/// # Safety
/// `n` elements are at each pointer; those at `out` may be written and are apart from the others.
#[inline(always)]
unsafe fn add_four<T: Number>(out: *mut T, rows: [*const T; 4], factors: [T; 4], n: usize) {
    let [p, q, r, s] = rows;
    let [fp, fq, fr, fs] = factors;
    for at in 0..n {
        // SAFETY: the caller's promise.
        unsafe {
            let first = fp
                .times(p.add(at).read_unaligned())
                .plus(fq.times(q.add(at).read_unaligned()));
            let second = fr
                .times(r.add(at).read_unaligned())
                .plus(fs.times(s.add(at).read_unaligned()));
            let sum = out.add(at).read_unaligned().plus(first.plus(second));
            out.add(at).write_unaligned(sum);
        }
    }
}

/// # Safety
/// As for [`add_four`].
#[inline(always)]
unsafe fn add_one<T: Number>(out: *mut T, row: *const T, factor: T, n: usize) {
    for at in 0..n {
        // SAFETY: the caller's promise.
        unsafe {
            let sum = out
                .add(at)
                .read_unaligned()
                .plus(factor.times(row.add(at).read_unaligned()));
            out.add(at).write_unaligned(sum);
        }
    }
}
