//! A time by which every child has ended, for commands that read what anybody wrote.
//!
//! Each child has a limit of its own; a hostile input would make several of them reach it, one
//! after the other. The deadline bounds their sum.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

static DEADLINE: OnceLock<(Instant, Duration)> = OnceLock::new();

/// From now on no child of this process runs past so much time, and none is started after it;
/// the first call counts.
pub fn end_children_within(time: Duration) {
    let _ = DEADLINE.set((Instant::now() + time, time));
}

/// The end of a child that may run for so long from now, and the limit that it is ended by.
pub(crate) fn end_of(wall: Duration) -> (Instant, Duration) {
    let own = Instant::now() + wall;
    match DEADLINE.get() {
        Some((end, all)) if *end < own => (*end, *all),
        _ => (own, wall),
    }
}
