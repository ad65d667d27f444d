//! `add` and `mul`: a new tensor of two, whose shapes go together.
#![allow(unsafe_code)]

use fishplate_exchange::Dims;

use super::check_types;
use super::number::{Combine, Product, Sum, with_number};
use super::rows::{self, Rows};
use crate::fault::Fault;
use crate::layout::common_shape;
use crate::operator::{Call, Output};
use crate::tensor::Tensor;

/// The sum.
pub(super) fn add(call: &Call<'_>) -> Result<Output, Fault> {
    combined::<Sum>(call)
}

/// The product of each pair of elements.
pub(super) fn mul(call: &Call<'_>) -> Result<Output, Fault> {
    combined::<Product>(call)
}

/// What both give where there is no memory.
pub(super) fn form(call: &Call<'_>) -> Result<Output, Fault> {
    let (shape, [a, _]) = checked(call)?;
    Ok(Output::Fresh(Tensor::zeros(&shape, a.float())?))
}

fn checked<'a>(call: &Call<'a>) -> Result<(Dims<usize>, [&'a Tensor; 2]), Fault> {
    let [a, b] = call.pair()?;
    check_types(a, b)?;
    Ok((common_shape(a.shape(), b.shape())?, [a, b]))
}

fn combined<C: Combine>(call: &Call<'_>) -> Result<Output, Fault> {
    let (shape, [a, b]) = checked(call)?;
    let out = Tensor::zeros(&shape, a.float())?;
    let (of_a, of_b) = (a.layout().spread(&shape)?, b.layout().spread(&shape)?);
    let rows = Rows::of(
        &shape,
        [(&out, out.layout().strides()), (a, &of_a), (b, &of_b)],
    )?;
    // SAFETY: each tensor's memory is of its element type, which is one, and stays where it is while
    // the tensors are held; that of `out` is new, and so nobody else's.
    with_number!(a.float(), T => unsafe { rows::combine::<T, C>(&rows) });
    Ok(Output::Fresh(out))
}
