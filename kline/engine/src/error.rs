//! What the engine refuses, in the words of whoever called it.

/// Why candles, a view or memory were refused. What was shown stays.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum KlineError {
    /// Columns of different lengths.
    #[error("`{column}` has {found} rows and `opens` {expected}; hand in one of each for a candle")]
    Lengths {
        /// Which column.
        column: &'static str,
        /// Its rows.
        found: usize,
        /// Rows of the first column.
        expected: usize,
    },
    /// A column of which a number cannot be taken.
    #[error("{0}")]
    Column(String),
    /// Rows with or without a column that the others do not have, or have.
    #[error("{0}")]
    Presence(String),
    /// There is no candle to change.
    #[error("there is no candle yet; call `append` or `set_candles` first")]
    NoCandle,
    /// A range of candles, prices or pixels that cannot be shown.
    #[error("{0}")]
    View(String),
    /// Memory that does not hold a picture.
    #[error("{0}")]
    Memory(String),
}
