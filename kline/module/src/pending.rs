//! What ticks have made stale since the last paint, gathered from any thread.
//!
//! A tick costs a painter some microseconds in all, so this arithmetic is done here and not in
//! Python, where it took one of them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;

use crate::shown::Damage;

/// The columns from the first to one after the last, whether prices are fitted anew, and how many
/// candles were added.
type Stale = (u32, u32, bool, usize);

/// Adds up the damage of many ticks, so that one paint serves them all.
#[pyclass(frozen, module = "kline_renderer")]
#[derive(Default)]
pub(crate) struct Pending {
    /// Nothing where there was no tick. Nobody calls Python while holding it.
    stale: Mutex<Option<Stale>>,
}

impl Pending {
    fn stale(&self) -> MutexGuard<'_, Option<Stale>> {
        self.stale.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Pending {
    #[new]
    fn new() -> Self {
        Pending::default()
    }

    fn add(&self, damage: &Damage, grown: usize) {
        let new = (damage.x0, damage.x1, damage.rescaled, grown);
        let mut stale = self.stale();
        *stale = Some(match *stale {
            Some(before) => joined(before, new),
            None => new,
        });
    }

    fn take(&self) -> Option<Stale> {
        self.stale().take()
    }
}

/// All that either makes stale; columns that are none take no part.
fn joined(one: Stale, other: Stale) -> Stale {
    let (x0, x1) = match (one.0 < one.1, other.0 < other.1) {
        (true, true) => (one.0.min(other.0), one.1.max(other.1)),
        (true, false) => (one.0, one.1),
        (false, _) => (other.0, other.1),
    };
    (x0, x1, one.2 || other.2, one.3.saturating_add(other.3))
}
