//! The function `rule_into`: the lines of a grid, below a picture that was rendered before.

use fishplate_kline::{MAX_SIDE, Picture, Ruling};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::answers::{error, words_of};
use crate::memory::Memory;

/// Draws the lines of a grid below what a picture shows already.
#[pyfunction]
#[pyo3(signature = (buffer, stride, size, rows, columns, color, background, damage = None))]
#[expect(
    clippy::too_many_arguments,
    reason = "each is one of the Python function"
)]
pub(crate) fn rule_into(
    buffer: &Bound<'_, PyAny>,
    stride: usize,
    size: (u32, u32),
    rows: Vec<u32>,
    columns: Vec<u32>,
    color: u32,
    background: u32,
    damage: Option<(u32, u32)>,
) -> PyResult<()> {
    let (width, height) = size;
    if width.max(height) > MAX_SIDE {
        return Err(PyValueError::new_err(format!(
            "`size` is {width} by {height} pixels; give no more than {MAX_SIDE} for a side"
        )));
    }
    let (first, last) = damage.unwrap_or((0, width));
    let stride = words_of(stride)?;
    let mut memory = Memory::of_pixels("buffer", buffer)?;
    let mut picture = Picture::new(memory.pixels(), stride, width, height).map_err(error)?;
    let ruling = Ruling {
        rows: &rows,
        columns: &columns,
        color,
        background,
    };
    ruling.draw(&mut picture, first..last);
    Ok(())
}
