//! `TornCounter`: the counter without the atomic step, to show what that step is for.
//!
//! It reads and then writes. Under the GIL no other thread comes between, so every test that holds
//! the GIL passes; detached, or on a free-threaded build, updates get lost. Both halves are atomic
//! by themselves, so that numbers are lost here and memory is not harmed.

use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::prelude::*;

use super::counter::detached_steps;

/// A counter that loses updates when threads run at once.
#[pyclass(frozen)]
#[derive(Default)]
pub(crate) struct TornCounter {
    count: AtomicU64,
}

impl TornCounter {
    fn step(&self) -> u64 {
        let next = self.count.load(Ordering::SeqCst) + 1;
        self.count.store(next, Ordering::SeqCst);
        next
    }
}

#[pymethods]
impl TornCounter {
    #[new]
    fn new() -> Self {
        Self::default()
    }

    /// Read, add one, write, and return what was written.
    fn increment(&self) -> u64 {
        self.step()
    }

    /// The same `times` times, with the GIL let go.
    fn increment_detached(&self, py: Python<'_>, times: u64) -> PyResult<()> {
        detached_steps(py, times, || {
            self.step();
        })
    }

    /// The value now.
    fn get(&self) -> u64 {
        self.count.load(Ordering::SeqCst)
    }
}
