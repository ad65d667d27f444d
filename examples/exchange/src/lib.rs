//! Three things that a Rust extension does with arrays of any library, done right.

mod fade_in;
mod gain;
mod samples;

use pyo3::prelude::*;

/// Three things that a Rust extension does with arrays of any library, done right.
#[pymodule]
mod exchange_examples {
    #[pymodule_export]
    use super::fade_in::fade_in;
    #[pymodule_export]
    use super::gain::scale;
    #[pymodule_export]
    use super::samples::Samples;

    use super::gain::gain;
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        fishplate_exchange::functions!(module, {
            "Write `x` times `factor` to `out`." gain(x, out, factor);
        })
    }
}
