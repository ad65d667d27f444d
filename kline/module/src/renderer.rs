//! The class `CandleRenderer`: each method takes its arguments, asks the engine, and answers.
//!
//! Where rows are copied or joined the interpreter is let go, since it takes long. Where pixels are
//! drawn it is kept: that takes a tenth of a millisecond, and a painter that lets go may have to wait
//! for its turn behind a busy thread. With it let go, the median frame was the same and one in a
//! hundred took 20 ms instead of 0.3.

use std::collections::BTreeMap;
use std::sync::Arc;

use fishplate_kline::{
    Axis, Colors, KlineError, PriceRange, Prices, Row, Scale, Scene, Series, Viewport, VolumeScene,
    price_ticks, time_ticks, volume_top,
};
use pyo3::exceptions::{PyIndexError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::answers::{
    candles_of, check_volumes, columns_of, counts, error, frame, hit, offsets_of, words_of,
    write_records,
};
use crate::columns::Columns;
use crate::memory::Memory;
use crate::shown::{Candle, Damage, FrameInfo};
use crate::stale::Stale;
use crate::state::{Feed, State, View};

/// Candles, the part of them that is seen, and three ways to draw it.
#[pyclass(frozen, module = "kline_renderer")]
pub(crate) struct CandleRenderer {
    state: State,
}

#[pymethods]
impl CandleRenderer {
    #[new]
    fn new(width: u32, height: u32) -> PyResult<Self> {
        // Refused here, and not at the first paint.
        Viewport::new(0.0, 1.0, width, height, 1.0).map_err(error)?;
        Ok(CandleRenderer {
            state: State::new(width, height),
        })
    }

    fn __len__(&self) -> usize {
        self.state.series().len()
    }

    #[pyo3(signature = (opens, highs, lows, closes, volumes = None, times = None, *, time_unit = None))]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is one of the Python method"
    )]
    fn set_candles(
        &self,
        py: Python<'_>,
        opens: &Bound<'_, PyAny>,
        highs: &Bound<'_, PyAny>,
        lows: &Bound<'_, PyAny>,
        closes: &Bound<'_, PyAny>,
        volumes: Option<&Bound<'_, PyAny>>,
        times: Option<&Bound<'_, PyAny>>,
        time_unit: Option<&str>,
    ) -> PyResult<()> {
        let prices = [opens, highs, lows, closes];
        let columns = Columns::take(prices, volumes, times, time_unit)?;
        let replace = || {
            columns.check_lengths()?;
            let series = Series::read(&columns)?;
            self.state.feed().exchange(series);
            Ok(())
        };
        py.detach(replace).map_err(error)
    }

    #[pyo3(signature = (opens, highs, lows, closes, volumes = None, times = None, *, time_unit = None))]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is one of the Python method"
    )]
    fn extend(
        &self,
        py: Python<'_>,
        opens: &Bound<'_, PyAny>,
        highs: &Bound<'_, PyAny>,
        lows: &Bound<'_, PyAny>,
        closes: &Bound<'_, PyAny>,
        volumes: Option<&Bound<'_, PyAny>>,
        times: Option<&Bound<'_, PyAny>>,
        time_unit: Option<&str>,
    ) -> PyResult<Damage> {
        let prices = [opens, highs, lows, closes];
        let columns = Columns::take(prices, volumes, times, time_unit)?;
        let add = || {
            columns.check_lengths()?;
            let feed = self.state.feed();
            let before = self.state.series();
            let mut series = Series::clone(&before);
            series.extend(&columns)?;
            let damage = self.damage(&before, &series);
            drop(before);
            feed.exchange(series);
            damage
        };
        py.detach(add).map_err(error)
    }

    #[pyo3(signature = (open, high, low, close, volume = None, time = None))]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is one of the Python method"
    )]
    fn append(
        &self,
        py: Python<'_>,
        open: f64,
        high: f64,
        low: f64,
        close: f64,
        volume: Option<f64>,
        time: Option<i64>,
    ) -> PyResult<Damage> {
        let row = Row {
            prices: Prices::new(open, high, low, close),
            volume,
            time,
        };
        self.tick(py, |series| series.append(&row))
    }

    #[pyo3(signature = (open, high, low, close, volume = None))]
    fn update_last_candle(
        &self,
        py: Python<'_>,
        open: f64,
        high: f64,
        low: f64,
        close: f64,
        volume: Option<f64>,
    ) -> PyResult<Damage> {
        let prices = Prices::new(open, high, low, close);
        self.tick(py, |series| series.update_last(prices, volume))
    }

    fn truncate_front(&self, py: Python<'_>, count: usize) {
        py.detach(|| {
            let feed = self.state.feed();
            let mut series = Series::clone(&self.state.series());
            series.truncate_front(count);
            feed.exchange(series);
        });
    }

    #[pyo3(signature = (x0, x1, width, height, dpr = 1.0))]
    fn set_viewport(&self, x0: f64, x1: f64, width: u32, height: u32, dpr: f64) -> PyResult<()> {
        let viewport = Viewport::new(x0, x1, width, height, dpr).map_err(error)?;
        self.state.set_view(|view| view.viewport = Some(viewport));
        Ok(())
    }

    fn viewport(&self) -> PyResult<(f64, f64, u32, u32, f64)> {
        let (_, viewport, _) = self.now()?;
        let ((x0, x1), (width, height, dpr)) = (viewport.range(), viewport.size());
        Ok((x0, x1, width, height, dpr))
    }

    fn device_size(&self) -> PyResult<(u32, u32)> {
        let grid = self.now()?.1.grid();
        Ok((grid.columns(), grid.rows()))
    }

    fn visible_range(&self) -> PyResult<(usize, usize)> {
        let (_, viewport, series) = self.now()?;
        let seen = viewport.grid().visible(series.len());
        Ok((seen.start, seen.end))
    }

    #[pyo3(signature = (margin = 0.05))]
    fn autoscale(&self, margin: f64) -> PyResult<(f64, f64)> {
        if !(0.0..=0.45).contains(&margin) {
            return Err(PyValueError::new_err(format!(
                "`margin` is {margin}; give a part of the height between 0 and 0.45"
            )));
        }
        let (view, viewport, series) = self.now()?;
        let grid = viewport.grid();
        let seen = grid.visible(series.len());
        let range = match fishplate_kline::fit(&series, seen, margin, view.scale) {
            Some(range) => {
                self.state.set_view(|view| view.range = Some(range));
                range
            }
            None => view.range(&series, &grid),
        };
        Ok((range.low(), range.high()))
    }

    fn set_price_range(&self, y0: f64, y1: f64) -> PyResult<()> {
        let set = |view: &mut View| {
            view.range = Some(PriceRange::new(y0, y1, view.scale)?);
            Ok(())
        };
        self.state.set_view(set).map_err(error)
    }

    fn price_range(&self) -> PyResult<(f64, f64)> {
        let (view, viewport, series) = self.now()?;
        let range = view.range(&series, &viewport.grid());
        Ok((range.low(), range.high()))
    }

    fn set_scale(&self, scale: &str) -> PyResult<()> {
        let scale = match scale {
            "linear" => Scale::Linear,
            "log" => Scale::Log,
            other => {
                return Err(PyValueError::new_err(format!(
                    "no scale is called `{}`; say `linear` or `log`",
                    other.escape_debug()
                )));
            }
        };
        self.state.set_view(|view| {
            view.scale = scale;
            let is_shown =
                |range: &PriceRange| PriceRange::new(range.low(), range.high(), scale).is_ok();
            view.range = view.range.filter(is_shown);
        });
        Ok(())
    }

    #[pyo3(signature = (up = 0xFF26A69A, down = 0xFFEF5350, background = 0xFF1E1E1E, volume_up = None, volume_down = None))]
    fn set_colors(
        &self,
        up: u32,
        down: u32,
        background: u32,
        volume_up: Option<u32>,
        volume_down: Option<u32>,
    ) {
        let colors = Colors {
            up,
            down,
            background,
            volume_up: volume_up.unwrap_or(up),
            volume_down: volume_down.unwrap_or(down),
        };
        self.state.set_view(|view| view.colors = colors);
    }

    fn x_at(&self, index: f64) -> PyResult<f64> {
        let grid = self.now()?.1.grid();
        Ok(grid.x_of(index + 0.5) / grid.dpr())
    }

    fn position_at(&self, x: f64) -> PyResult<f64> {
        let grid = self.now()?.1.grid();
        Ok(grid.place_at(x * grid.dpr()) - 0.5)
    }

    fn index_at(&self, x: f64) -> PyResult<Option<usize>> {
        let (_, viewport, series) = self.now()?;
        Ok(hit(&viewport.grid(), &series, x))
    }

    fn y_at(&self, price: f64) -> PyResult<f64> {
        let (axis, dpr) = self.axis()?;
        Ok(axis.y(price) / dpr)
    }

    fn price_at(&self, y: f64) -> PyResult<f64> {
        let (axis, dpr) = self.axis()?;
        Ok(axis.price(y * dpr))
    }

    fn candle(&self, index: isize) -> PyResult<Candle> {
        let series = self.state.series();
        let place = if index < 0 {
            series.len().checked_add_signed(index)
        } else {
            usize::try_from(index).ok()
        };
        let found = place.and_then(|place| Some((place, series.row(place)?)));
        let (place, row) = found.ok_or_else(|| {
            PyIndexError::new_err(format!(
                "there is no candle {index}; there are {}",
                series.len()
            ))
        })?;
        Ok(Candle::new(place, &row))
    }

    fn ohlcv_at(&self, x: f64) -> PyResult<Option<Candle>> {
        let (_, viewport, series) = self.now()?;
        let index = hit(&viewport.grid(), &series, x);
        Ok(index.and_then(|index| Some(Candle::new(index, &series.row(index)?))))
    }

    fn index_at_time(&self, py: Python<'_>, time: i64) -> PyResult<usize> {
        let series = self.state.series();
        if !series.has_times() {
            return Err(PyValueError::new_err(
                "the chart has no times; give `times` to `set_candles`",
            ));
        }
        if series.unsorted_times() > 0 {
            return Ok(py.detach(|| series.row_at_time(time)));
        }
        Ok(series.row_at_time(time))
    }

    #[pyo3(signature = (start = None, end = None))]
    fn generate_render_commands<'py>(
        &self,
        py: Python<'py>,
        start: Option<isize>,
        end: Option<isize>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let (view, _, series) = self.now()?;
        let candles = candles_of(start, end, series.len())?;
        let viewport = match view.viewport {
            Some(viewport) => viewport,
            None => view
                .viewport_of(candles.start, candles.end)
                .map_err(error)?,
        };
        let commands = view.scene(&series, &viewport).commands(candles);
        let size = commands.len() * fishplate_kline::COMMAND_SIZE;
        PyBytes::new_with(py, size, |bytes| {
            let places = bytes.chunks_exact_mut(fishplate_kline::COMMAND_SIZE);
            for (place, command) in places.zip(&commands) {
                place.copy_from_slice(&command.to_bytes());
            }
            Ok(())
        })
    }

    #[pyo3(signature = (buffer, stride, damage = None))]
    fn render_into(
        &self,
        buffer: &Bound<'_, PyAny>,
        stride: usize,
        damage: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<FrameInfo> {
        let (view, viewport, series) = self.now()?;
        let scene = view.scene(&series, &viewport);
        let columns = columns_of(damage, &scene.grid)?;
        let stride = words_of(stride)?;
        let mut memory = Memory::of_pixels("buffer", buffer)?;
        scene
            .render(memory.pixels(), stride, columns.clone())
            .map_err(error)?;
        let range = scene.axis.range();
        Ok(frame(
            &scene.grid,
            &series,
            &columns,
            (range.low(), range.high()),
        ))
    }

    #[pyo3(signature = (buffer, stride, height, damage = None, top = None))]
    fn render_volume_into(
        &self,
        buffer: &Bound<'_, PyAny>,
        stride: usize,
        height: u32,
        damage: Option<&Bound<'_, PyAny>>,
        top: Option<f64>,
    ) -> PyResult<FrameInfo> {
        let (view, viewport, series) = self.now()?;
        check_volumes(height, top)?;
        let grid = viewport.grid().with_rows(height);
        let columns = columns_of(damage, &grid)?;
        let stride = words_of(stride)?;
        let top = top.unwrap_or_else(|| volume_top(&series, &grid));
        let scene = VolumeScene {
            series: &series,
            grid,
            top,
            colors: view.colors,
        };
        let mut memory = Memory::of_pixels("buffer", buffer)?;
        scene
            .render(memory.pixels(), stride, columns.clone())
            .map_err(error)?;
        Ok(frame(&grid, &series, &columns, (0.0, top)))
    }

    fn record_capacity(&self) -> PyResult<usize> {
        self.scene(|scene| scene.record_capacity())
    }

    fn lines_into(
        &self,
        up: &Bound<'_, PyAny>,
        down: &Bound<'_, PyAny>,
    ) -> PyResult<(usize, usize)> {
        let records = self.scene(|scene| scene.lines())?;
        write_records(&records, up, down)
    }

    fn rects_into(
        &self,
        up: &Bound<'_, PyAny>,
        down: &Bound<'_, PyAny>,
    ) -> PyResult<(usize, usize)> {
        let records = self.scene(|scene| scene.rects())?;
        write_records(&records, up, down)
    }

    #[pyo3(signature = (count = 8))]
    fn price_ticks(&self, count: usize) -> PyResult<Vec<(f64, f64, String)>> {
        let (axis, dpr) = self.axis()?;
        let ticks = price_ticks(&axis, count).into_iter();
        Ok(ticks
            .map(|tick| (axis.y(tick.value) / dpr, tick.value, tick.text))
            .collect())
    }

    #[pyo3(signature = (count = 8, utc_offsets = Vec::new()), text_signature = "($self, count=8, utc_offsets=())")]
    fn time_ticks(
        &self,
        count: usize,
        utc_offsets: Vec<(i64, i64)>,
    ) -> PyResult<Vec<(f64, usize, String, &'static str)>> {
        let offsets = offsets_of(utc_offsets)?;
        let (_, viewport, series) = self.now()?;
        let grid = viewport.grid();
        let ticks = time_ticks(&series, &grid, count, &offsets).into_iter();
        Ok(ticks
            .map(|tick| (tick.x / grid.dpr(), tick.candle, tick.text, tick.unit))
            .collect())
    }

    fn volume_top(&self) -> PyResult<f64> {
        let (_, viewport, series) = self.now()?;
        Ok(volume_top(&series, &viewport.grid()))
    }

    fn stats(&self, py: Python<'_>) -> BTreeMap<&'static str, usize> {
        let series = self.state.series();
        counts(&py.detach(|| series.stats()))
    }
}

impl CandleRenderer {
    /// View, viewport and candles as they are now.
    fn now(&self) -> PyResult<(View, Viewport, Arc<Series>)> {
        let (view, series) = (self.state.view(), self.state.series());
        let viewport = view.viewport(series.len()).map_err(error)?;
        Ok((view, viewport, series))
    }

    fn scene<T>(&self, ask: impl FnOnce(Scene<'_>) -> T) -> PyResult<T> {
        let (view, viewport, series) = self.now()?;
        Ok(ask(view.scene(&series, &viewport)))
    }

    fn axis(&self) -> PyResult<(Axis, f64)> {
        self.scene(|scene| (scene.axis, scene.grid.dpr()))
    }

    /// Changes the end of the series, and says what that makes stale.
    fn tick(
        &self,
        py: Python<'_>,
        change: impl FnOnce(&mut Series) -> Result<(), KlineError> + Send,
    ) -> PyResult<Damage> {
        let tick = |feed: Feed<'_>| {
            feed.change(|series| {
                let view = self.state.view();
                let before = Stale::of(&view, series)?;
                change(series)?;
                before.damage(&view, series)
            })
        };
        // Waiting is for who has let go of the interpreter.
        let done = match self.state.try_feed() {
            Some(feed) => tick(feed),
            None => py.detach(|| tick(self.state.feed())),
        };
        done.map_err(error)
    }

    fn damage(&self, before: &Series, after: &Series) -> Result<Damage, KlineError> {
        let view = self.state.view();
        Stale::of(&view, before)?.damage(&view, after)
    }
}
