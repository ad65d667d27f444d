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
    let mut beginnings: Vec<Vec<Beginning>> = vec![Vec::new(); RANKS];
    let local = |row: usize| local_seconds(series.time(row)?, offsets);
    let row_before = grid.visible(series.len()).start.checked_sub(1);
    let mut before = row_before.and_then(|row| Some((row, local(row)?)));
    for row in places(series, grid) {
        let Some(now) = local(row) else {
            continue;
        };
        if let Some((behind, then)) = before
            && let Some(rank) = rank(then, now)
            && let Some(of_rank) = beginnings.get_mut(rank)
        {
            of_rank.push(Beginning { behind, row, rank });
        }
        before = Some((row, now));
    }
    let chosen = choose(&beginnings, grid, count).into_iter();
    let ticks = chosen.filter_map(|beginning| {
        let candle = beginning.first(local);
        let (unit, text) = written(beginning.rank, local(candle)?);
        Some(TimeTick {
            candle,
            x: grid.x_of(candle as f64 + 0.5),
            text,
            unit,
        })
    });
    ticks.collect()
}

/// A unit that begins somewhere behind one candle, and at the latest with another.
#[derive(Clone, Copy, Debug)]
struct Beginning {
    behind: usize,
    row: usize,
    rank: Rank,
}

impl Beginning {
    /// The candle that it begins with, of which there may be thousands in the column.
    fn first(&self, local: impl Fn(usize) -> Option<i64>) -> usize {
        let has_begun = |row: usize| {
            let (then, now) = (local(self.behind), local(row));
            let rank = then.zip(now).and_then(|(then, now)| rank(then, now));
            rank.is_some_and(|rank| rank >= self.rank)
        };
        let (mut low, mut high) = (self.behind + 1, self.row);
        while low < high {
            let middle = low + (high - low) / 2;
            if has_begun(middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
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
fn choose(beginnings: &[Vec<Beginning>], grid: &Grid, count: usize) -> Vec<Beginning> {
    let mut chosen: Vec<Beginning> = Vec::new();
    if count == 0 {
        return chosen;
    }
    // Ticks that are just as far apart as there is room for are not lost to rounding.
    let room = f64::from(grid.columns()) / count as f64 * grid.candles_per_column() - 1e-6;
    for of_rank in beginnings.iter().rev() {
        // Half as many again as there is room for: some stand beside a coarser one and give way.
        let is_crowded = of_rank.len() + chosen.len() > count + count.div_ceil(2);
        if is_crowded && chosen.len() > 1 {
            break;
        }
        for beginning in of_rank {
            let row = beginning.row;
            let place = chosen.partition_point(|other| other.row < row);
            let before = place.checked_sub(1).and_then(|place| chosen.get(place));
            let is_free = |other: Option<&Beginning>| {
                other.is_none_or(|other| other.row.abs_diff(row) as f64 >= room)
            };
            if chosen.len() < count && is_free(before) && is_free(chosen.get(place)) {
                chosen.insert(place, *beginning);
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
