//! All columns of a call, for the engine to read: of one length, each in its own form.

use fishplate_kline::{Column, KlineError, Source, same_length};
use pyo3::prelude::*;

use crate::intake::{Taken, take};
use crate::times::Times;

/// The arguments of `set_candles` and `extend`.
pub(crate) struct Columns {
    prices: [Taken; 4],
    volumes: Option<Taken>,
    times: Option<Times>,
}

impl Columns {
    pub(crate) fn take(
        prices: [&Bound<'_, PyAny>; 4],
        volumes: Option<&Bound<'_, PyAny>>,
        times: Option<&Bound<'_, PyAny>>,
        unit: Option<&str>,
    ) -> PyResult<Self> {
        let [opens, highs, lows, closes] = prices;
        Ok(Columns {
            prices: [
                take(Column::Open.name(), opens)?,
                take(Column::High.name(), highs)?,
                take(Column::Low.name(), lows)?,
                take(Column::Close.name(), closes)?,
            ],
            volumes: volumes
                .map(|object| take(Column::Volume.name(), object))
                .transpose()?,
            times: times.map(|object| Times::take(object, unit)).transpose()?,
        })
    }

    /// # Errors
    /// [`KlineError::Lengths`] for the first column that is not as long as `opens`.
    pub(crate) fn check_lengths(&self) -> Result<(), KlineError> {
        let expected = self.rows();
        let [_, highs, lows, closes] = &self.prices;
        same_length(Column::High.name(), highs.len(), expected)?;
        same_length(Column::Low.name(), lows.len(), expected)?;
        same_length(Column::Close.name(), closes.len(), expected)?;
        if let Some(volumes) = &self.volumes {
            same_length(Column::Volume.name(), volumes.len(), expected)?;
        }
        if let Some(times) = &self.times {
            same_length("times", times.len(), expected)?;
        }
        Ok(())
    }
}

impl Source for Columns {
    fn rows(&self) -> usize {
        let [opens, ..] = &self.prices;
        opens.len()
    }

    fn has_volumes(&self) -> bool {
        self.volumes.is_some()
    }

    fn has_times(&self) -> bool {
        self.times.is_some()
    }

    fn numbers(&self, column: Column, from: usize, into: &mut [f64]) -> Result<(), KlineError> {
        let [opens, highs, lows, closes] = &self.prices;
        let taken = match column {
            Column::Open => Some(opens),
            Column::High => Some(highs),
            Column::Low => Some(lows),
            Column::Close => Some(closes),
            Column::Volume => self.volumes.as_ref(),
        };
        match taken {
            Some(Taken::Borrowed(numbers)) => numbers.to_f64(from, into).map_err(|row| {
                KlineError::Column(format!(
                    "`{}[{}]` is an integer beyond 2**53, which a float64 cannot hold",
                    column.name(),
                    row.0
                ))
            }),
            Some(Taken::Floats(values)) => {
                let values = values.get(from..).unwrap_or_default();
                for (place, value) in into.iter_mut().zip(values) {
                    *place = *value;
                }
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn times(&self, from: usize, into: &mut [i64]) -> Result<(), KlineError> {
        self.times
            .as_ref()
            .map_or(Ok(()), |times| times.read(from, into))
    }
}
