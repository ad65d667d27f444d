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
    use super::gain::{gain, scale};
    #[pymodule_export]
    use super::samples::Samples;
}
