//! What a change at the end of the series makes stale: some columns, or everything.

use fishplate_kline::{KlineError, PriceRange, Series, Viewport, stale_columns};

use crate::shown::Damage;
use crate::state::View;

/// What was shown before a change.
pub(crate) struct Stale {
    viewport: Viewport,
    candles: usize,
    /// Nothing where the range was set, and is kept.
    fitted: Option<PriceRange>,
}

impl Stale {
    pub(crate) fn of(view: &View, series: &Series) -> Result<Self, KlineError> {
        let viewport = view.viewport(series.len())?;
        let fitted = view
            .range
            .is_none()
            .then(|| view.range(series, &viewport.grid()));
        Ok(Stale {
            viewport,
            candles: series.len(),
            fitted,
        })
    }

    /// What is stale after rows were added, or the last one replaced.
    pub(crate) fn damage(&self, view: &View, series: &Series) -> Result<Damage, KlineError> {
        let viewport = view.viewport(series.len())?;
        let grid = viewport.grid();
        if viewport != self.viewport {
            // Everything is seen, and there is more of it.
            return Ok(Damage {
                x0: 0,
                x1: grid.columns(),
                rescaled: true,
            });
        }
        let first = self.candles.min(series.len().saturating_sub(1));
        let columns = stale_columns(&grid, &(first..series.len()));
        let seen = grid.visible(series.len());
        let changed_and_seen = first.max(seen.start)..seen.end;
        let rescaled = match (self.fitted, view.range) {
            (Some(before), _) => before != view.range(series, &grid),
            (None, Some(range)) => !range.holds(series.extent(changed_and_seen)),
            (None, None) => false,
        };
        Ok(Damage {
            x0: columns.start,
            x1: columns.end,
            rescaled,
        })
    }
}
