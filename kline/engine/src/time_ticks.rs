//! Marks of an axis that counts candles: where a new day, month or minute begins among them.
//!
//! Nights and weekends have no candles and take no room, so a tick is not where a moment would lie
//! but at the first candle behind it.

use crate::calendar::{RANKS, Rank, rank, written};
use crate::grid::Grid;
use crate::row::NO_TIME;
use crate::series::Series;
use crate::ticks::ticks;

/// The difference from UTC that holds from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    /// Nanoseconds since 1970 in UTC.
    pub from: i64,
    /// Seconds east of Greenwich.
    pub seconds: i64,
}

/// A mark of the axis of time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeTick {
    /// The candle that it stands at.
    pub candle: usize,
    /// X of the candle's centre in device pixels.
    pub x: f64,
    /// How it is written.
    pub text: String,
    /// What begins: `year`, `month`, `week`, `day`, `hour`, `minute`, `second`, or `index`.
    pub unit: &'static str,
}

/// At most `count` ticks of what is seen, with local times by `offsets`, which are in order.
pub fn time_ticks(series: &Series, grid: &Grid, count: usize, offsets: &[Offset]) -> Vec<TimeTick> {
    if !series.has_times() {
        return index_ticks(series, grid, count);
    }
    let mut beginnings: Vec<Vec<usize>> = vec![Vec::new(); RANKS];
    let local = |row: usize| local_seconds(series.time(row)?, offsets);
    let mut before = grid
        .visible(series.len())
        .start
        .checked_sub(1)
        .and_then(local);
    for row in places(series, grid) {
        let Some(now) = local(row) else {
            continue;
        };
        if let Some(rank) = before.and_then(|before| rank(before, now))
            && let Some(rows) = beginnings.get_mut(rank)
        {
            rows.push(row);
        }
        before = Some(now);
    }
    let chosen = choose(&beginnings, grid, count);
    let ticks = chosen.into_iter().filter_map(|(candle, rank)| {
        let (unit, text) = written(rank, local(candle)?);
        Some(TimeTick {
            candle,
            x: grid.x_of(candle as f64 + 0.5),
            text,
            unit,
        })
    });
    ticks.collect()
}

/// The candles that a tick may stand at: each of them, or the first of each column.
fn places<'a>(series: &'a Series, grid: &'a Grid) -> Box<dyn Iterator<Item = usize> + 'a> {
    let visible = grid.visible(series.len());
    if !grid.is_merged() {
        return Box::new(visible);
    }
    let columns = 0..i64::from(grid.columns());
    let firsts = columns.map(|column| grid.candles(column, series.len()));
    Box::new(
        firsts
            .filter(|rows| !rows.is_empty())
            .map(|rows| rows.start),
    )
}

/// Takes units from the coarsest on, as long as all of one find room.
fn choose(beginnings: &[Vec<usize>], grid: &Grid, count: usize) -> Vec<(usize, Rank)> {
    let mut chosen: Vec<(usize, Rank)> = Vec::new();
    if count == 0 {
        return chosen;
    }
    let room = f64::from(grid.columns()) / count as f64 * grid.candles_per_column();
    for (rank, rows) in beginnings.iter().enumerate().rev() {
        // Half as many again as there is room for: some stand beside a coarser one and give way.
        let is_crowded = rows.len() + chosen.len() > count + count.div_ceil(2);
        if is_crowded && chosen.len() > 1 {
            break;
        }
        for row in rows {
            let place = chosen.partition_point(|(other, _)| other < row);
            let before = place.checked_sub(1).and_then(|place| chosen.get(place));
            let is_free = |other: Option<&(usize, Rank)>| {
                other.is_none_or(|(other, _)| other.abs_diff(*row) as f64 >= room)
            };
            if chosen.len() < count && is_free(before) && is_free(chosen.get(place)) {
                chosen.insert(place, (*row, rank));
            }
        }
    }
    chosen
}

fn index_ticks(series: &Series, grid: &Grid, count: usize) -> Vec<TimeTick> {
    let visible = grid.visible(series.len());
    if visible.is_empty() {
        return Vec::new();
    }
    let last = visible.end - 1;
    let round = if visible.start == last {
        Vec::new()
    } else {
        ticks(visible.start as f64, last as f64, count)
    };
    let whole = round
        .into_iter()
        .filter(|tick| tick.value.fract() == 0.0)
        .map(|tick| tick.value as usize);
    let ticks = whole.map(|candle| TimeTick {
        candle,
        x: grid.x_of(candle as f64 + 0.5),
        text: candle.to_string(),
        unit: "index",
    });
    ticks.collect()
}

fn local_seconds(time: i64, offsets: &[Offset]) -> Option<i64> {
    if time == NO_TIME {
        return None;
    }
    let next = offsets.partition_point(|offset| offset.from <= time);
    let offset = offsets.get(next.saturating_sub(1));
    let seconds = offset.map_or(0, |offset| offset.seconds);
    Some(time.div_euclid(1_000_000_000).saturating_add(seconds))
}
