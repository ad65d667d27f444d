//! The native half of `kline_renderer`: Python's arguments to what the engine asks, and back.
//!
//! What is drawn is decided in the engine. Here are buffers, errors, threads and the interpreter.

mod answers;
mod columns;
mod intake;
mod memory;
mod numbers;
mod pending;
mod renderer;
mod ruling;
mod shown;
mod stale;
mod state;
mod times;

use fishplate_kline::{COMMAND_FIELDS, COMMAND_FORMAT, COMMAND_SIZE, COMMAND_VERSION};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// At most `count` round values between two, with their texts.
#[pyfunction]
#[pyo3(signature = (low, high, count = 8))]
fn ticks(low: f64, high: f64, count: usize) -> PyResult<Vec<(f64, String)>> {
    if !(low.is_finite() && high.is_finite() && low <= high) {
        return Err(PyValueError::new_err(format!(
            "there are no ticks from {low} to {high}; give finite values, the lower first"
        )));
    }
    let ticks = fishplate_kline::ticks(low, high, count);
    Ok(ticks
        .into_iter()
        .map(|tick| (tick.value, tick.text))
        .collect())
}

/// The native half of `kline_renderer`.
#[pymodule]
mod _native {
    use super::*;

    #[pymodule_export]
    use super::ticks;
    #[pymodule_export]
    use crate::pending::Pending;
    #[pymodule_export]
    use crate::renderer::CandleRenderer;
    #[pymodule_export]
    use crate::ruling::rule_into;
    #[pymodule_export]
    use crate::shown::{Candle, Damage, FrameInfo};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("COMMAND_SIZE", COMMAND_SIZE)?;
        module.add("COMMAND_FORMAT", COMMAND_FORMAT)?;
        module.add("COMMAND_VERSION", COMMAND_VERSION)?;
        module.add("COMMAND_DTYPE", COMMAND_FIELDS.to_vec())
    }
}
