//! Candles of any number, cheap to clone: what is full is shared, and the tail is copied when it
//! changes under somebody's clone.
//!
//! How rows lie in memory is known here and in `chunk.rs` alone; what they come to is asked through
//! `reading.rs`.

use std::sync::Arc;

use crate::chunk::{CHUNK_ROWS, Chunk};
use crate::error::KlineError;
use crate::levels::Levels;
use crate::row::{NO_TIME, Prices, Row};
use crate::source::Source;

/// Candles, the oldest first, counted from 0.
#[derive(Clone, Debug, Default)]
pub struct Series {
    /// Full chunks, the first of which may begin with forgotten rows.
    pub(crate) full: Arc<Vec<Arc<Chunk>>>,
    pub(crate) levels: Arc<Levels>,
    /// Never empty, unless there is no row.
    pub(crate) tail: Arc<Chunk>,
    /// Forgotten rows before row 0.
    pub(crate) front: usize,
    pub(crate) rows: usize,
    has_volumes: bool,
    has_times: bool,
    /// Times that are before the one of the row before.
    unsorted_times: usize,
}

impl Series {
    /// The rows of a source.
    ///
    /// # Errors
    /// What the source says where a number cannot be held.
    pub fn read(source: &impl Source) -> Result<Self, KlineError> {
        let mut series = Series::default();
        series.extend(source)?;
        Ok(series)
    }

    /// Number of candles.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is no candle.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Whether the candles have volumes.
    pub fn has_volumes(&self) -> bool {
        self.has_volumes
    }

    /// Whether the candles have times.
    pub fn has_times(&self) -> bool {
        self.has_times
    }

    /// Number of times that are before the one of the row before.
    pub fn unsorted_times(&self) -> usize {
        self.unsorted_times
    }

    /// Adds the rows of a source at the end, all or none.
    ///
    /// # Errors
    /// [`KlineError::Presence`] where the rows have volumes or times and the series has none, or the
    /// other way round; what the source says where a number cannot be held.
    pub fn extend(&mut self, source: &impl Source) -> Result<(), KlineError> {
        let rows = source.rows();
        if rows == 0 {
            return Ok(());
        }
        self.agree(source.has_volumes(), source.has_times())?;
        // A failure in the middle leaves `self` as it was: full chunks are shared until then.
        let mut longer = self.clone();
        longer.has_volumes = source.has_volumes();
        longer.has_times = source.has_times();
        let mut from = 0;
        while from < rows {
            longer.make_room();
            let tail = Arc::make_mut(&mut longer.tail);
            let count = (rows - from).min(CHUNK_ROWS - tail.rows());
            tail.read(source, from, count)?;
            from += count;
        }
        longer.rows += rows;
        longer.unsorted_times += longer.inversions(self.rows, longer.rows);
        *self = longer;
        Ok(())
    }

    /// Adds one candle.
    ///
    /// # Errors
    /// [`KlineError::Presence`] as for [`Series::extend`].
    pub fn append(&mut self, row: &Row) -> Result<(), KlineError> {
        self.agree(row.volume.is_some(), row.time.is_some())?;
        self.has_volumes = row.volume.is_some();
        self.has_times = row.time.is_some();
        self.make_room();
        Arc::make_mut(&mut self.tail).push(row);
        self.rows += 1;
        self.unsorted_times += self.inversions(self.rows - 1, self.rows);
        Ok(())
    }

    /// Replaces the last candle, but for its time; without a volume the old one stays.
    ///
    /// # Errors
    /// [`KlineError::NoCandle`] where there is none; [`KlineError::Presence`] where a volume is given
    /// and the series has none.
    pub fn update_last(&mut self, prices: Prices, volume: Option<f64>) -> Result<(), KlineError> {
        if self.rows == 0 {
            return Err(KlineError::NoCandle);
        }
        if volume.is_some() && !self.has_volumes {
            return Err(KlineError::Presence(
                "the chart has no volumes; leave `volume` out, or set the candles with volumes"
                    .to_owned(),
            ));
        }
        let tail = Arc::make_mut(&mut self.tail);
        let last = tail.pop().ok_or(KlineError::NoCandle)?;
        tail.push(&Row {
            prices,
            volume: volume.or(last.volume),
            time: last.time,
        });
        Ok(())
    }

    /// Forgets the first `count` candles, or all; the one after them becomes candle 0.
    pub fn truncate_front(&mut self, count: usize) {
        if count >= self.rows {
            *self = Series {
                has_volumes: self.has_volumes,
                has_times: self.has_times,
                ..Series::default()
            };
            return;
        }
        self.unsorted_times -= self.inversions(1, count + 1);
        self.rows -= count;
        self.front += count;
        let gone = (self.front / CHUNK_ROWS).min(self.full.len());
        if gone > 0 {
            let full = Arc::make_mut(&mut self.full);
            full.drain(..gone);
            self.levels = Arc::new(Levels::of(full));
            self.front -= gone * CHUNK_ROWS;
        }
    }

    /// Whether new rows have what the others have.
    fn agree(&self, volumes: bool, times: bool) -> Result<(), KlineError> {
        for (what, ours, theirs) in [
            ("volume", self.has_volumes, volumes),
            ("time", self.has_times, times),
        ] {
            if self.rows > 0 && ours != theirs {
                let (chart, given) = if ours { ("", " none") } else { (" no", "") };
                return Err(KlineError::Presence(format!(
                    "the chart has{chart} {what}s, and the new rows have{given}; {}",
                    if ours {
                        format!("give each a {what}")
                    } else {
                        format!("leave the {what} out, or set all candles with {what}s")
                    },
                )));
            }
        }
        Ok(())
    }

    /// Makes a full tail one of the full chunks.
    fn make_room(&mut self) {
        if self.tail.rows() < CHUNK_ROWS {
            return;
        }
        let full = Arc::make_mut(&mut self.full);
        let mut chunk = std::mem::take(&mut self.tail);
        Arc::make_mut(&mut chunk).seal();
        full.push(chunk);
        Arc::make_mut(&mut self.levels).grow(full);
    }

    /// Number of rows within `from..to` whose time is before the one of the row before.
    fn inversions(&self, from: usize, to: usize) -> usize {
        if !self.has_times {
            return 0;
        }
        let mut count = 0;
        let mut before = from
            .checked_sub(1)
            .and_then(|row| self.time(row))
            .unwrap_or(NO_TIME);
        for piece in self.pieces(from, to.min(self.rows)) {
            for time in piece
                .chunk
                .times()
                .get(piece.from..piece.to)
                .unwrap_or_default()
            {
                count += usize::from(*time < before);
                before = *time;
            }
        }
        count
    }
}
