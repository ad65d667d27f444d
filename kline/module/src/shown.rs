//! What methods give back: a candle, what became stale, what was drawn.

use fishplate_kline::{NO_TIME, Row};
use pyo3::prelude::*;

/// One row, as it was given.
#[pyclass(frozen, get_all, module = "kline_renderer")]
pub(crate) struct Candle {
    index: usize,
    time: Option<i64>,
    open: f64,
    high: f64,
    low: f64,
    close: f64,
    volume: Option<f64>,
}

impl Candle {
    pub(crate) fn new(index: usize, row: &Row) -> Self {
        Candle {
            index,
            time: row.time.filter(|time| *time != NO_TIME),
            open: row.prices.open,
            high: row.prices.high,
            low: row.prices.low,
            close: row.prices.close,
            volume: row.volume,
        }
    }
}

#[pymethods]
impl Candle {
    fn __repr__(&self) -> String {
        let Candle {
            index,
            open,
            high,
            low,
            close,
            ..
        } = self;
        format!("Candle(index={index}, open={open}, high={high}, low={low}, close={close})")
    }
}

/// What a new or changed candle makes stale.
#[pyclass(frozen, get_all, module = "kline_renderer")]
#[derive(Clone, Copy)]
pub(crate) struct Damage {
    pub(crate) x0: u32,
    pub(crate) x1: u32,
    pub(crate) rescaled: bool,
}

#[pymethods]
impl Damage {
    fn __repr__(&self) -> String {
        let Damage { x0, x1, rescaled } = self;
        let rescaled = if *rescaled { "True" } else { "False" };
        format!("Damage(x0={x0}, x1={x1}, rescaled={rescaled})")
    }
}

/// What a rendering has drawn.
#[pyclass(frozen, get_all, module = "kline_renderer")]
pub(crate) struct FrameInfo {
    pub(crate) lod: bool,
    pub(crate) columns: u32,
    pub(crate) first: usize,
    pub(crate) last: usize,
    pub(crate) y0: f64,
    pub(crate) y1: f64,
}

#[pymethods]
impl FrameInfo {
    fn __repr__(&self) -> String {
        let FrameInfo {
            columns,
            first,
            last,
            y0,
            y1,
            ..
        } = self;
        let lod = if self.lod { "True" } else { "False" };
        format!(
            "FrameInfo(lod={lod}, columns={columns}, first={first}, last={last}, y0={y0}, y1={y1})"
        )
    }
}
