//! `ThreadSafeCounter`: an atomic is what protects it, and neither PyO3 nor the GIL.

use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::prelude::*;

/// How many steps are made between two looks for Ctrl-C.
pub(crate) const STEPS_AT_ONCE: u64 = 1 << 20;

/// Makes `times` steps without the GIL, and looks for Ctrl-C now and then.
///
/// A detached loop runs beside other threads of Python, so whatever it shares must be safe by
/// itself. Signals are handled by attached threads alone: without a look a long loop is deaf.
pub(crate) fn detached_steps(
    py: Python<'_>,
    times: u64,
    step: impl Fn() + Send + Sync,
) -> PyResult<()> {
    let mut left = times;
    while left > 0 {
        let now = left.min(STEPS_AT_ONCE);
        py.detach(|| (0..now).for_each(|_| step()));
        left -= now;
        py.check_signals()?;
    }
    Ok(())
}

/// A counter that several threads may increment at once.
// Frozen, since an atomic needs no exclusive access: PyO3 then keeps no borrow flag.
#[pyclass(frozen)]
#[derive(Default)]
pub(crate) struct ThreadSafeCounter {
    count: AtomicU64,
}

#[pymethods]
impl ThreadSafeCounter {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Add one, and return the new value.
    fn increment(&self) -> u64 {
        self.count.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Add one `times` times, with the GIL let go.
    fn increment_detached(&self, py: Python<'_>, times: u64) -> PyResult<()> {
        detached_steps(py, times, || {
            self.count.fetch_add(1, Ordering::SeqCst);
        })
    }

    /// The value now.
    fn get(&self) -> u64 {
        self.count.load(Ordering::SeqCst)
    }
}
