//! The volumes of a chunk, with the sums that ranges of them are answered from.

use crate::chunk::FAN_OUT;
use crate::error::KlineError;
use crate::extent::{fetch, total};
use crate::odd::OddRows;
use crate::row::summed_volume;
use crate::source::{Column, Source};

/// As many volumes as rows, or none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Volumes {
    summed: Vec<f64>,
    odd: OddRows<f64>,
    /// One for each 16 rows begun, and for each 256.
    small: Vec<f64>,
    large: Vec<f64>,
    /// For each 16 rows of a full chunk, what is before and behind them.
    sides: Vec<Sides>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Sides {
    before: f64,
    behind: f64,
}

impl Volumes {
    /// Reads `count` volumes of the source from row `from` on, behind those that are there.
    pub(crate) fn read(
        &mut self,
        source: &impl Source,
        from: usize,
        count: usize,
    ) -> Result<(), KlineError> {
        let first = self.summed.len();
        self.summed.resize(first + count, 0.0);
        let new = self.summed.get_mut(first..).unwrap_or_default();
        source.numbers(Column::Volume, from, new)?;
        self.note_from(first);
        Ok(())
    }

    pub(crate) fn push(&mut self, volume: f64) {
        let at = self.summed.len();
        self.summed.push(volume);
        self.note_from(at);
    }

    /// Takes the volume of the last row away; whoever calls pushes another at once.
    pub(crate) fn pop(&mut self, at: usize) {
        self.summed.truncate(at);
        self.odd.pop(at);
    }

    /// A volume as it was given.
    pub(crate) fn given(&self, at: usize) -> Option<f64> {
        self.odd.find(at).or_else(|| self.summed.get(at).copied())
    }

    /// A volume as it is summed.
    pub(crate) fn summed(&self, at: usize) -> f64 {
        self.summed.get(at).copied().unwrap_or(0.0)
    }

    /// Number of volumes from row `from` on that count as none.
    pub(crate) fn count_odd(&self, from: usize) -> usize {
        self.odd.from(from).count()
    }

    /// Sum of all.
    pub(crate) fn whole(&self) -> f64 {
        total(&self.large, 0..self.large.len())
    }

    /// Sum of rows `from` to before `to`: rows at the ends, blocks between.
    pub(crate) fn between(&self, from: usize, to: usize) -> f64 {
        if to - from <= 2 * FAN_OUT {
            return total(&self.summed, from..to);
        }
        let (first, last) = (from.div_ceil(FAN_OUT), to / FAN_OUT);
        let inner = if last - first <= 2 * FAN_OUT {
            total(&self.small, first..last)
        } else {
            let (low, high) = (first.div_ceil(FAN_OUT), last / FAN_OUT);
            total(&self.small, first..low * FAN_OUT)
                + total(&self.large, low..high)
                + total(&self.small, high * FAN_OUT..last)
        };
        total(&self.summed, from..first * FAN_OUT) + inner + total(&self.summed, last * FAN_OUT..to)
    }

    /// Sum of the rows from `from` on.
    #[inline]
    pub(crate) fn behind(&self, from: usize) -> f64 {
        let block = from / FAN_OUT;
        match self.sides.get(block) {
            Some(sides) => total(&self.summed, from..(block + 1) * FAN_OUT) + sides.behind,
            None => self.between(from, self.summed.len()),
        }
    }

    /// Sum of the rows before `to`.
    #[inline]
    pub(crate) fn before(&self, to: usize) -> f64 {
        let block = to / FAN_OUT;
        match self.sides.get(block) {
            Some(sides) => sides.before + total(&self.summed, block * FAN_OUT..to),
            None => self.between(0, to),
        }
    }

    /// Makes ready what only a chunk has that will not change.
    pub(crate) fn seal(&mut self) {
        let mut sides = vec![Sides::default(); self.small.len()];
        let (mut before, mut behind) = (0.0, 0.0);
        for (volume, side) in self.small.iter().zip(&mut sides) {
            side.before = before;
            before += volume;
        }
        for (volume, side) in self.small.iter().zip(&mut sides).rev() {
            side.behind = behind;
            behind += volume;
        }
        self.sides = sides;
    }

    /// A number from each piece of memory that a boundary at row `at` needs: see `Series::fetch`.
    pub(crate) fn fetch(&self, at: usize) -> f64 {
        let sides = self.sides.get(at / FAN_OUT);
        let rows = fetch(&self.summed, at / FAN_OUT * FAN_OUT);
        rows + sides.map_or(0.0, |sides| sides.before)
    }

    pub(crate) fn bytes(&self) -> usize {
        let numbers = self.summed.capacity() + self.small.capacity() + self.large.capacity();
        numbers * size_of::<f64>() + self.sides.capacity() * size_of::<Sides>() + self.odd.bytes()
    }

    /// Makes volumes from row `first` on that count as none into 0, and keeps what was given; then
    /// makes the sums anew that they are in.
    fn note_from(&mut self, first: usize) {
        let new = self.summed.get_mut(first..).unwrap_or_default();
        for (at, volume) in (first..).zip(new) {
            let summed = summed_volume(*volume);
            if summed != *volume {
                self.odd.push(at, *volume);
                *volume = summed;
            }
        }
        sum_blocks(&self.summed, &mut self.small, first / FAN_OUT);
        sum_blocks(&self.small, &mut self.large, first / FAN_OUT / FAN_OUT);
    }
}

/// Makes the sums of 16 each anew from block `first` on.
fn sum_blocks(volumes: &[f64], sums: &mut Vec<f64>, first: usize) {
    sums.truncate(first);
    for block in first..volumes.len().div_ceil(FAN_OUT) {
        let from = block * FAN_OUT;
        sums.push(total(volumes, from..volumes.len().min(from + FAN_OUT)));
    }
}
