//! `matmul`: the product of two matrices.
#![allow(unsafe_code)]

use super::check_types;
use super::number::with_number;
use super::rows;
use crate::fault::Fault;
use crate::layout::tuple;
use crate::operator::{Call, Output};
use crate::tensor::Tensor;

/// The product.
pub(super) fn matmul(call: &Call<'_>) -> Result<Output, Fault> {
    let ([m, k, n], [a, b]) = checked(call)?;
    let out = Tensor::zeros(&[m, n], a.float())?;
    // The loops want rows in a row; what lies otherwise is brought into that form first.
    let in_order = |tensor: &Tensor| match tensor.is_c_order() {
        true => Ok(tensor.clone()),
        false => tensor.copied(),
    };
    let (a, b) = (in_order(a)?, in_order(b)?);
    // SAFETY: all three are in C order and of one element type, with the lengths that were checked;
    // the memory of `out` is new, so it holds zeros and is nobody else's.
    with_number!(a.float(), T => unsafe { rows::product::<T>([&out, &a, &b], [m, k, n]) })?;
    Ok(Output::Fresh(out))
}

/// What it gives where there is no memory.
pub(super) fn form(call: &Call<'_>) -> Result<Output, Fault> {
    let ([m, _, n], [a, _]) = checked(call)?;
    Ok(Output::Fresh(Tensor::zeros(&[m, n], a.float())?))
}

fn checked<'a>(call: &Call<'a>) -> Result<([usize; 3], [&'a Tensor; 2]), Fault> {
    let [a, b] = call.pair()?;
    check_types(a, b)?;
    match (a.shape(), b.shape()) {
        ([m, k], [rows, n]) if k == rows => Ok(([*m, *k, *n], [a, b])),
        (first, second) => Err(Fault::Value(format!(
            "shapes {} and {} cannot be multiplied; give matrices (m, k) and (k, n)",
            tuple(first),
            tuple(second)
        ))),
    }
}
