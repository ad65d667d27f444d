//! What a chart is at a moment, shared between the threads that feed it and those that paint it.
//!
//! A painter takes the series as it is, by one pointer, and holds no lock while it draws. A feeder
//! changes the series in place; if a painter has it, a few pointers and the last chunk are copied
//! first. Long work is done on a clone and put in place by one exchange. No lock is ever held while
//! Python is called, so none can wait for the interpreter.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fishplate_kline::{
    Axis, Colors, Grid, KlineError, PriceRange, Scale, Scene, Series, Viewport, fit,
};

/// The part of the height that is left free where nobody said.
const MARGIN: f64 = 0.05;

/// What is seen, and how.
#[derive(Clone, Copy)]
pub(crate) struct View {
    /// Width and height where no viewport was set.
    pub(crate) size: (u32, u32),
    pub(crate) viewport: Option<Viewport>,
    /// Nothing where each paint fits it.
    pub(crate) range: Option<PriceRange>,
    pub(crate) scale: Scale,
    pub(crate) colors: Colors,
}

impl View {
    /// The viewport, or all of that many candles.
    pub(crate) fn viewport(&self, candles: usize) -> Result<Viewport, KlineError> {
        match self.viewport {
            Some(viewport) => Ok(viewport),
            None => self.viewport_of(0, candles),
        }
    }

    /// A view of some candles, one at the least, in the size that the chart was made with.
    pub(crate) fn viewport_of(&self, first: usize, last: usize) -> Result<Viewport, KlineError> {
        let (width, height) = self.size;
        let last = last.max(first + 1);
        Viewport::new(first as f64, last as f64, width, height, 1.0)
    }

    /// The prices that a paint of that grid shows.
    pub(crate) fn range(&self, series: &Series, grid: &Grid) -> PriceRange {
        let fitted = || fit(series, grid.visible(series.len()), MARGIN, self.scale);
        self.range.or_else(fitted).unwrap_or_default()
    }

    /// All that a paint of that viewport needs.
    pub(crate) fn scene<'a>(&self, series: &'a Series, viewport: &Viewport) -> Scene<'a> {
        let grid = viewport.grid();
        let axis = Axis::new(self.range(series, &grid), self.scale, grid.rows());
        Scene {
            series,
            grid,
            axis,
            colors: self.colors,
        }
    }
}

/// A chart.
pub(crate) struct State {
    series: Mutex<Arc<Series>>,
    view: Mutex<View>,
    /// Held by whoever is about to change the series, however long that takes.
    feeding: Mutex<()>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A thread that panicked has left a series that is whole: it is exchanged or changed by calls
    // that leave it whole or not at all.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    pub(crate) fn new(width: u32, height: u32) -> Self {
        State {
            series: Mutex::new(Arc::new(Series::default())),
            view: Mutex::new(View {
                size: (width, height),
                viewport: None,
                range: None,
                scale: Scale::Linear,
                colors: Colors::default(),
            }),
            feeding: Mutex::new(()),
        }
    }

    /// The candles as they are now.
    pub(crate) fn series(&self) -> Arc<Series> {
        Arc::clone(&lock(&self.series))
    }

    /// The view as it is now.
    pub(crate) fn view(&self) -> View {
        *lock(&self.view)
    }

    /// Changes the view.
    pub(crate) fn set_view<T>(&self, change: impl FnOnce(&mut View) -> T) -> T {
        change(&mut lock(&self.view))
    }

    /// Whether nobody is in the middle of a long change; who asks may change the series meanwhile.
    pub(crate) fn try_feed(&self) -> Option<Feed<'_>> {
        let feeding = match self.feeding.try_lock() {
            Ok(feeding) => feeding,
            Err(std::sync::TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(std::sync::TryLockError::WouldBlock) => return None,
        };
        Some(Feed {
            state: self,
            _feeding: feeding,
        })
    }

    /// The same, after waiting for who is; not while attached to the interpreter.
    pub(crate) fn feed(&self) -> Feed<'_> {
        Feed {
            state: self,
            _feeding: lock(&self.feeding),
        }
    }
}

/// The right to change the series.
pub(crate) struct Feed<'a> {
    state: &'a State,
    _feeding: MutexGuard<'a, ()>,
}

impl Feed<'_> {
    /// Makes a quick change in place, and gives what `change` found.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Series) -> T) -> T {
        change(Arc::make_mut(&mut lock(&self.state.series)))
    }

    /// Puts another series in the place of this one.
    pub(crate) fn exchange(&self, series: Series) {
        let new = Arc::new(series);
        let old = std::mem::replace(&mut *lock(&self.state.series), new);
        retire(old);
    }
}

/// Frees an old series here, and not in a painter that happens to be the last to have it: giving
/// back the memory of ten million candles takes longer than a frame.
fn retire(old: Arc<Series>) {
    for _ in 0..1000 {
        if Arc::strong_count(&old) == 1 {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}
