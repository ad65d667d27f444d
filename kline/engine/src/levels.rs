//! The pyramid above the chunks: what each 16 of them come to, each 256, and so on.
//!
//! Only full blocks are kept, so an entry never changes; what is not in one is summed below it.

use std::sync::Arc;

use crate::chunk::{Chunk, FAN_OUT};
use crate::extent::{Extent, Extents, total};

#[derive(Clone, Debug, Default)]
struct Level {
    extents: Extents,
    volumes: Vec<f64>,
}

/// The lowest level holds one entry for each chunk.
#[derive(Clone, Debug, Default)]
pub(crate) struct Levels(Vec<Level>);

impl Levels {
    /// Those of all chunks.
    pub(crate) fn of(chunks: &[Arc<Chunk>]) -> Self {
        let mut levels = Levels::default();
        levels.grow(chunks);
        levels
    }

    /// Adds those chunks that are not in it yet.
    pub(crate) fn grow(&mut self, chunks: &[Arc<Chunk>]) {
        let known = self.0.first().map_or(0, |level| level.volumes.len());
        for chunk in chunks.get(known..).unwrap_or_default() {
            self.push(0, chunk.whole());
        }
    }

    fn push(&mut self, number: usize, (extent, volume): (Extent, f64)) {
        if self.0.len() == number {
            self.0.push(Level::default());
        }
        let Some(level) = self.0.get_mut(number) else {
            return;
        };
        level.extents.push(extent);
        level.volumes.push(volume);
        let len = level.volumes.len();
        if len.is_multiple_of(FAN_OUT) {
            let block = len - FAN_OUT..len;
            let volume = total(&level.volumes, block.clone());
            let block = (level.extents.join(block), volume);
            self.push(number + 1, block);
        }
    }

    /// Lowest and highest price of the chunks `from` to before `to`.
    pub(crate) fn extent(&self, from: usize, to: usize) -> Extent {
        let mut joined = Extent::EMPTY;
        self.each_block(from, to, |level, places| {
            joined = joined.join(level.extents.join(places));
        });
        joined
    }

    /// The sum of their volumes.
    pub(crate) fn volume(&self, from: usize, to: usize) -> f64 {
        let mut sum = 0.0;
        self.each_block(from, to, |level, places| {
            sum += total(&level.volumes, places)
        });
        sum
    }

    /// Whether a chunk holds no price.
    pub(crate) fn is_gap(&self, chunk: usize) -> bool {
        let lowest = self.0.first();
        let extent = lowest.and_then(|level| level.extents.get(chunk));
        extent.is_some_and(Extent::is_empty)
    }

    pub(crate) fn bytes(&self) -> usize {
        let levels = self.0.iter();
        levels
            .map(|level| level.extents.bytes() + level.volumes.capacity() * size_of::<f64>())
            .sum()
    }

    /// Calls `visit` with places that make up chunks `from` to before `to`: at either end of each level
    /// those that are no whole block of the next one.
    fn each_block(
        &self,
        from: usize,
        to: usize,
        mut visit: impl FnMut(&Level, std::ops::Range<usize>),
    ) {
        let (mut from, mut to) = (from, to);
        for (number, level) in self.0.iter().enumerate() {
            let (first, last) = (from.div_ceil(FAN_OUT), to / FAN_OUT);
            if number + 1 == self.0.len() || first >= last {
                visit(level, from..to);
                return;
            }
            visit(level, from..first * FAN_OUT);
            visit(level, last * FAN_OUT..to);
            (from, to) = (first, last);
        }
    }
}
