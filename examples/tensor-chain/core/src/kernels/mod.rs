//! The kernels and the operators that they belong to.
//!
//! A kernel for the processor and one for the device without memory share their checks, so that a
//! call that fails on the one fails on the other.

mod elementwise;
mod in_place;
mod matmul;
mod number;
mod rows;

use crate::dispatcher::Dispatcher;
use crate::fault::Fault;
use crate::keys::Key;
use crate::operator::{Call, Kernel, Output};
use crate::tensor::Tensor;

type Body = fn(&Call<'_>) -> Result<Output, Fault>;

/// Name, whether it changes its first tensor, the kernel for memory, the one for forms alone.
const OPERATORS: [(&str, bool, Body, Body); 5] = [
    ("chain::add", false, elementwise::add, elementwise::form),
    ("chain::mul", false, elementwise::mul, elementwise::form),
    ("chain::add_", true, in_place::add, in_place::form),
    ("chain::mul_", true, in_place::mul, in_place::form),
    ("chain::matmul", false, matmul::matmul, matmul::form),
];

/// Defines the operators of this crate, as anybody else defines theirs.
pub(crate) fn register(dispatcher: &Dispatcher) -> Result<(), Fault> {
    for (name, is_in_place, for_memory, for_forms) in OPERATORS {
        let operator = dispatcher.define(name, 2, is_in_place)?;
        operator.register(Key::Cpu, Kernel::new(for_memory).guarded())?;
        operator.register(Key::Fake, Kernel::new(for_forms).guarded())?;
    }
    Ok(())
}

/// Both have one element type; which one is the kernel's matter.
fn check_types(a: &Tensor, b: &Tensor) -> Result<(), Fault> {
    if a.float() == b.float() {
        return Ok(());
    }
    Err(Fault::Type(format!(
        "the tensors have elements of {} and {}; convert one of them",
        a.float().name(),
        b.float().name()
    )))
}
