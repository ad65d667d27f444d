//! Small steps between Python's arguments and the engine's, each with its own refusal.

use std::collections::BTreeMap;
use std::ops::Range;

use fishplate_kline::{Grid, KlineError, MAX_SIDE, Offset, Record, Records, Series, Stats};
use pyo3::exceptions::{PyIndexError, PyTypeError, PyValueError};
use pyo3::prelude::*;

use crate::memory::Memory;
use crate::shown::{Damage, FrameInfo};

/// The exception for what the engine refused.
pub(crate) fn error(error: KlineError) -> PyErr {
    match error {
        KlineError::NoCandle => PyIndexError::new_err(error.to_string()),
        other => PyValueError::new_err(other.to_string()),
    }
}

/// The candle at an x in device-independent pixels.
pub(crate) fn hit(grid: &Grid, series: &Series, x: f64) -> Option<usize> {
    let place = grid.place_at(x * grid.dpr());
    (place >= 0.0 && place < series.len() as f64).then_some(place as usize)
}

/// A slice of candles.
pub(crate) fn candles_of(
    start: Option<isize>,
    end: Option<isize>,
    len: usize,
) -> PyResult<Range<usize>> {
    let (start, end) = (start.unwrap_or(0), end.unwrap_or(len as isize));
    match (usize::try_from(start), usize::try_from(end)) {
        (Ok(from), Ok(to)) if from <= to => Ok(from.min(len)..to.min(len)),
        _ => Err(PyValueError::new_err(format!(
            "there are no candles from {start} to {end}; give two places, 0 or more, the first no greater"
        ))),
    }
}

/// The columns that are stale: all where nothing is said.
pub(crate) fn columns_of(damage: Option<&Bound<'_, PyAny>>, grid: &Grid) -> PyResult<Range<u32>> {
    let Some(damage) = damage else {
        return Ok(0..grid.columns());
    };
    let (first, last) = match damage.cast::<Damage>() {
        Ok(damage) => (i64::from(damage.get().x0), i64::from(damage.get().x1)),
        Err(_) => damage.extract::<(i64, i64)>().map_err(|_| {
            PyTypeError::new_err(
                "`damage` is neither a Damage nor a pair of columns; give (first, one after the last)",
            )
        })?,
    };
    let columns = grid.columns();
    if first < 0 || first > last || last > i64::from(columns) {
        return Err(PyValueError::new_err(format!(
            "`damage` is from {first} to {last}, and the columns are from 0 to {columns}; give a part of these"
        )));
    }
    Ok(first as u32..last as u32)
}

/// A stride in words of 4 bytes.
pub(crate) fn words_of(stride: usize) -> PyResult<usize> {
    if stride.is_multiple_of(4) {
        Ok(stride / 4)
    } else {
        Err(PyValueError::new_err(format!(
            "`stride` is {stride} bytes; give a multiple of 4"
        )))
    }
}

/// What a paint has drawn.
pub(crate) fn frame(
    grid: &Grid,
    series: &Series,
    columns: &Range<u32>,
    (y0, y1): (f64, f64),
) -> FrameInfo {
    let seen = grid.visible(series.len());
    FrameInfo {
        lod: grid.is_merged(),
        columns: columns.end - columns.start,
        first: seen.start,
        last: seen.end,
        y0,
        y1,
    }
}

/// The height and the upper edge of a picture of volumes.
pub(crate) fn check_volumes(height: u32, top: Option<f64>) -> PyResult<()> {
    if height > MAX_SIDE {
        return Err(PyValueError::new_err(format!(
            "`height` is {height} device pixels; {MAX_SIDE} is the most"
        )));
    }
    match top.filter(|top| !(0.0..f64::INFINITY).contains(top)) {
        Some(top) => Err(PyValueError::new_err(format!(
            "`top` is {top}; give a finite volume, 0 or more"
        ))),
        None => Ok(()),
    }
}

/// What is odd, by name.
pub(crate) fn counts(stats: &Stats) -> BTreeMap<&'static str, usize> {
    BTreeMap::from([
        ("rows", stats.rows),
        ("gaps", stats.gaps),
        ("reversed", stats.reversed),
        ("outside", stats.outside),
        ("not_positive", stats.not_positive),
        ("bad_volumes", stats.bad_volumes),
        ("unsorted_times", stats.unsorted_times),
        ("bytes", stats.bytes),
    ])
}

/// Offsets from UTC, which must be in order.
pub(crate) fn offsets_of(pairs: Vec<(i64, i64)>) -> PyResult<Vec<Offset>> {
    let is_sorted = pairs.is_sorted_by_key(|(from, _)| *from);
    // No place on Earth is further from UTC; a larger number is one in other units.
    let is_far = pairs.iter().any(|(_, seconds)| seconds.abs() > 86_400);
    if !is_sorted || is_far {
        return Err(PyValueError::new_err(
            "`utc_offsets` are pairs of nanoseconds since 1970, in order, and seconds within a day",
        ));
    }
    let offsets = pairs.into_iter();
    Ok(offsets
        .map(|(from, seconds)| Offset { from, seconds })
        .collect())
}

/// Writes both kinds of records, or none of them.
pub(crate) fn write_records(
    records: &Records,
    up: &Bound<'_, PyAny>,
    down: &Bound<'_, PyAny>,
) -> PyResult<(usize, usize)> {
    let mut rising = Memory::of_records("up", up)?;
    let mut falling = Memory::of_records("down", down)?;
    check_room("up", &mut rising, &records.up)?;
    check_room("down", &mut falling, &records.down)?;
    for (memory, records) in [(&mut rising, &records.up), (&mut falling, &records.down)] {
        let coordinates = records.iter().flatten();
        for (place, coordinate) in memory.coordinates().iter_mut().zip(coordinates) {
            *place = *coordinate;
        }
    }
    Ok((records.up.len(), records.down.len()))
}

fn check_room(name: &str, memory: &mut Memory<'_>, records: &[Record]) -> PyResult<()> {
    let (room, needed) = (memory.coordinates().len() / 4, records.len());
    if room < needed {
        return Err(PyValueError::new_err(format!(
            "`{name}` has room for {room} records, and there are {needed}; `record_capacity` says how many there can be"
        )));
    }
    Ok(())
}
