//! The binding: Python's objects to tensors, and back. What a call means is known to the core alone.

mod convention;
mod failure;
mod functions;
mod ladder;
mod operator;
mod record;
mod tensor;

use pyo3::prelude::*;

/// A tensor in four layers: see the package `tensor_chain`, which is the one above this.
#[pymodule(gil_used = true)]
mod _native {
    #[pymodule_export]
    use super::operator::{PyOperator, define, operator, operators};
    #[pymodule_export]
    use super::record::record;
    #[pymodule_export]
    use super::tensor::{PyTensor, accept, device_switches, full, zeros};

    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        super::functions::add_to(module)?;
        super::ladder::add_to(module)
    }
}
