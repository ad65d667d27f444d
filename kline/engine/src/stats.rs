//! Counts of what is odd in a series, for whoever wants to know before a reader of the chart asks.

use crate::row::Prices;
use crate::series::Series;

/// What is odd in a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Number of rows.
    pub rows: usize,
    /// Rows with a price that is not finite.
    pub gaps: usize,
    /// Rows whose high is below their low.
    pub reversed: usize,
    /// Rows that open or close beyond their high or low.
    pub outside: usize,
    /// Rows with a price of 0 or less.
    pub not_positive: usize,
    /// Volumes that are negative or not finite.
    pub bad_volumes: usize,
    /// Times before the one of the row before.
    pub unsorted_times: usize,
    /// Memory of the rows.
    pub bytes: usize,
}

impl Series {
    /// Counts what is odd.
    pub fn stats(&self) -> Stats {
        let mut stats = Stats {
            rows: self.len(),
            unsorted_times: self.unsorted_times(),
            bytes: self.levels.bytes(),
            ..Stats::default()
        };
        for piece in self.pieces(0, self.len()) {
            let count = |is: fn(&Prices) -> bool| {
                let odd = piece.chunk.odd(piece.from);
                odd.filter(|prices| is(prices)).count()
            };
            stats.gaps += count(Prices::is_gap);
            stats.reversed += count(Prices::is_reversed);
            stats.outside += count(Prices::is_outside);
            stats.not_positive += piece.chunk.not_positive(piece.from);
            stats.bad_volumes += piece.chunk.volumes().count_odd(piece.from);
            stats.bytes += piece.chunk.bytes();
        }
        stats
    }
}
