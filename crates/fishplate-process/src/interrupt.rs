//! Ctrl-C: remembered in one flag, asked by everything that waits.

use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Takes over Ctrl-C and `SIGTERM`: from now on they only set a flag, and the child that is
/// waited for is ended with its group.
///
/// # Errors
/// When the process already has a handler.
pub fn on_interrupt() -> Result<(), ctrlc::Error> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst))
}

/// Whether Ctrl-C was pressed.
#[must_use]
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}
