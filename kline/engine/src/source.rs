//! Where many rows come from: a caller's memory, read piece by piece and copied once.

use crate::error::KlineError;

/// A column of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// First prices.
    Open,
    /// Highest prices.
    High,
    /// Lowest prices.
    Low,
    /// Last prices.
    Close,
    /// Volumes.
    Volume,
}

impl Column {
    /// Its name, as callers write it.
    pub fn name(self) -> &'static str {
        match self {
            Column::Open => "opens",
            Column::High => "highs",
            Column::Low => "lows",
            Column::Close => "closes",
            Column::Volume => "volumes",
        }
    }
}

/// Rows that can be read from any place on.
pub trait Source {
    /// Number of rows.
    fn rows(&self) -> usize;
    /// Whether there are volumes.
    fn has_volumes(&self) -> bool;
    /// Whether there are times.
    fn has_times(&self) -> bool;
    /// Fills `into` with the numbers of a column from row `from` on.
    ///
    /// # Errors
    /// [`KlineError::Column`] where a number cannot be held.
    fn numbers(&self, column: Column, from: usize, into: &mut [f64]) -> Result<(), KlineError>;
    /// Fills `into` with the times from row `from` on.
    ///
    /// # Errors
    /// [`KlineError::Column`] where a time cannot be held.
    fn times(&self, from: usize, into: &mut [i64]) -> Result<(), KlineError>;
}

/// Rows in slices.
#[derive(Clone, Copy, Debug, Default)]
pub struct Slices<'a> {
    opens: &'a [f64],
    highs: &'a [f64],
    lows: &'a [f64],
    closes: &'a [f64],
    volumes: Option<&'a [f64]>,
    times: Option<&'a [i64]>,
}

impl<'a> Slices<'a> {
    /// Prices alone.
    ///
    /// # Errors
    /// [`KlineError::Lengths`] where they do not agree.
    pub fn new(
        opens: &'a [f64],
        highs: &'a [f64],
        lows: &'a [f64],
        closes: &'a [f64],
    ) -> Result<Self, KlineError> {
        let expected = opens.len();
        for (column, found) in [
            (Column::High, highs.len()),
            (Column::Low, lows.len()),
            (Column::Close, closes.len()),
        ] {
            same_length(column.name(), found, expected)?;
        }
        Ok(Slices {
            opens,
            highs,
            lows,
            closes,
            volumes: None,
            times: None,
        })
    }

    /// The same with volumes.
    ///
    /// # Errors
    /// [`KlineError::Lengths`] where there is not one for each row.
    pub fn with_volumes(self, volumes: &'a [f64]) -> Result<Self, KlineError> {
        same_length(Column::Volume.name(), volumes.len(), self.opens.len())?;
        Ok(Slices {
            volumes: Some(volumes),
            ..self
        })
    }

    /// The same with times, in nanoseconds since 1970 in UTC.
    ///
    /// # Errors
    /// [`KlineError::Lengths`] where there is not one for each row.
    pub fn with_times(self, times: &'a [i64]) -> Result<Self, KlineError> {
        same_length("times", times.len(), self.opens.len())?;
        Ok(Slices {
            times: Some(times),
            ..self
        })
    }
}

/// Whether a column has as many rows as the first.
///
/// # Errors
/// [`KlineError::Lengths`] where it has not.
pub fn same_length(column: &'static str, found: usize, expected: usize) -> Result<(), KlineError> {
    if found == expected {
        Ok(())
    } else {
        Err(KlineError::Lengths {
            column,
            found,
            expected,
        })
    }
}

impl Source for Slices<'_> {
    fn rows(&self) -> usize {
        self.opens.len()
    }

    fn has_volumes(&self) -> bool {
        self.volumes.is_some()
    }

    fn has_times(&self) -> bool {
        self.times.is_some()
    }

    fn numbers(&self, column: Column, from: usize, into: &mut [f64]) -> Result<(), KlineError> {
        let values = match column {
            Column::Open => self.opens,
            Column::High => self.highs,
            Column::Low => self.lows,
            Column::Close => self.closes,
            Column::Volume => self.volumes.unwrap_or_default(),
        };
        copy(values, from, into);
        Ok(())
    }

    fn times(&self, from: usize, into: &mut [i64]) -> Result<(), KlineError> {
        copy(self.times.unwrap_or_default(), from, into);
        Ok(())
    }
}

fn copy<T: Copy>(values: &[T], from: usize, into: &mut [T]) {
    if let Some(piece) = values.get(from..from + into.len()) {
        into.copy_from_slice(piece);
    }
}
