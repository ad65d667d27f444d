//! The pyramid above the chunks: what each 16 of them come to, each 256, and so on.
//!
//! Only full blocks are kept, so an entry never changes; what is not in one is summed below it.

use std::sync::Arc;

use crate::chunk::{Chunk, FAN_OUT, Sum};

#[derive(Clone, Debug, Default)]
pub(crate) struct Levels(
    /// The lowest level holds one entry for each chunk.
    Vec<Vec<Sum>>,
);

impl Levels {
    /// Those of all chunks.
    pub(crate) fn of(chunks: &[Arc<Chunk>]) -> Self {
        let mut levels = Levels::default();
        levels.grow(chunks);
        levels
    }

    /// Adds those chunks that are not in it yet.
    pub(crate) fn grow(&mut self, chunks: &[Arc<Chunk>]) {
        let known = self.0.first().map_or(0, Vec::len);
        for chunk in chunks.get(known..).unwrap_or_default() {
            self.push(0, chunk.whole());
        }
    }

    fn push(&mut self, level: usize, sum: Sum) {
        if self.0.len() == level {
            self.0.push(Vec::new());
        }
        let Some(sums) = self.0.get_mut(level) else {
            return;
        };
        sums.push(sum);
        if sums.len().is_multiple_of(FAN_OUT) {
            let block = sums.get(sums.len() - FAN_OUT..).unwrap_or_default();
            let sum = Sum::of(block);
            self.push(level + 1, sum);
        }
    }

    /// What the chunks `from` to before `to` come to.
    pub(crate) fn sum(&self, from: usize, to: usize) -> Sum {
        let (mut from, mut to) = (from, to);
        let (mut before, mut after) = (Sum::EMPTY, Sum::EMPTY);
        for (level, sums) in self.0.iter().enumerate() {
            if from >= to {
                break;
            }
            let is_top = level + 1 == self.0.len();
            let (first, last) = (from.div_ceil(FAN_OUT), to / FAN_OUT);
            if is_top || first >= last {
                before = before.join(Sum::of(sums.get(from..to).unwrap_or_default()));
                break;
            }
            before = before.join(Sum::of(sums.get(from..first * FAN_OUT).unwrap_or_default()));
            let rest = Sum::of(sums.get(last * FAN_OUT..to).unwrap_or_default());
            after = rest.join(after);
            (from, to) = (first, last);
        }
        before.join(after)
    }

    /// What one chunk comes to.
    pub(crate) fn chunk(&self, at: usize) -> Sum {
        let sums = self.0.first().map(Vec::as_slice).unwrap_or_default();
        sums.get(at).copied().unwrap_or(Sum::EMPTY)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.0
            .iter()
            .map(|sums| sums.capacity() * size_of::<Sum>())
            .sum()
    }
}
