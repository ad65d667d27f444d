//! `add_` and `mul_`: the first tensor is changed, where its memory lies.
//!
//! What would depend on the order of the elements is refused: a target whose elements share memory
//! with each other, or with other elements of the second tensor.
#![allow(unsafe_code)]

use fishplate_exchange::{Dims, Overlap, overlap};

use super::check_types;
use super::number::{Combine, Product, Sum, with_number};
use super::rows::{self, Rows};
use crate::fault::Fault;
use crate::operator::{Call, Output};
use crate::tensor::Tensor;

/// Adds the second to the first.
pub(super) fn add(call: &Call<'_>) -> Result<Output, Fault> {
    changed::<Sum>(call)
}

/// Multiplies the first by the second.
pub(super) fn mul(call: &Call<'_>) -> Result<Output, Fault> {
    changed::<Product>(call)
}

/// What both check where there is no memory.
pub(super) fn form(call: &Call<'_>) -> Result<Output, Fault> {
    checked(call)?;
    Ok(Output::First)
}

fn checked<'a>(call: &Call<'a>) -> Result<(Dims<isize>, [&'a Tensor; 2]), Fault> {
    let [target, other] = call.pair()?;
    check_types(target, other)?;
    Ok((other.layout().spread(target.shape())?, [target, other]))
}

fn changed<C: Combine>(call: &Call<'_>) -> Result<Output, Fault> {
    let (spread, [target, other]) = checked(call)?;
    check_memory(call, target, other)?;
    let sides = [(target, target.layout().strides()), (other, &*spread)];
    let rows = Rows::of(target.shape(), sides)?;
    // SAFETY: each tensor's memory is of its element type, which is one, and stays where it is while
    // the tensors are held; `check_memory` has found that the target may be written and is apart from
    // the other, or the same elements.
    with_number!(target.float(), T => unsafe { rows::update::<T, C>(&rows) });
    Ok(Output::First)
}

fn check_memory(call: &Call<'_>, target: &Tensor, other: &Tensor) -> Result<(), Fault> {
    let name = call.operator().name();
    if target.is_readonly() {
        return Err(Fault::Memory(format!(
            "`{name}` changes its first tensor, whose memory is read-only; change a `.clone()` of it"
        )));
    }
    if has_shared_elements(target) {
        return Err(Fault::Memory(format!(
            "`{name}` changes its first tensor, some of whose elements share memory with each other; \
             change a `.clone()` of it"
        )));
    }
    let (ours, theirs) = (target.memory()?.meta(), other.memory()?.meta());
    let is_same = ours.address() == theirs.address() && target.layout() == other.layout();
    if !is_same && overlap(ours, theirs) != Overlap::No {
        return Err(Fault::Memory(format!(
            "`{name}` changes its first tensor, which shares some of its memory with the second; \
             hand in a `.clone()` of that"
        )));
    }
    Ok(())
}

/// Whether two indices may be one element: taken in the order of their steps, some dimension does not
/// step over all that the quicker ones reach. A few that are interleaved and apart are found too.
fn has_shared_elements(tensor: &Tensor) -> bool {
    if tensor.is_c_order() {
        return false;
    }
    let layout = tensor.layout();
    let walked = layout.shape().iter().zip(layout.strides());
    let mut walked: Vec<(usize, usize)> = walked
        .filter(|(len, _)| **len > 1)
        .map(|(len, stride)| (stride.unsigned_abs(), *len))
        .collect();
    walked.sort_unstable();
    let mut reach = tensor.float().size_bytes();
    for (step, len) in walked {
        if step < reach {
            return tensor.count() > 0;
        }
        reach = reach.saturating_add(step.saturating_mul(len - 1));
    }
    false
}
