//! The detectors, in the order of the table.

mod address;
pub(crate) mod check;
mod debug_allocator;
pub(crate) mod instances;
mod plain;
mod thread;
mod valgrind;

use std::time::Duration;

use fishplate_process::Limits;

use crate::detector::Detector;

/// Every detector.
pub static DETECTORS: &[&Detector] = &[
    &plain::DETECTOR,
    &valgrind::DETECTOR,
    &address::DETECTOR,
    &thread::DETECTOR,
    &debug_allocator::DETECTOR,
    &check::DETECTOR,
    &instances::DETECTOR,
];

/// For one execution of a case. Its code is ours, but broken on purpose.
const LIMITS: Limits = Limits {
    wall: Duration::from_secs(120),
    memory_bytes: Some(8 << 30),
    file_bytes: Some(64 << 20),
    output_bytes: 4 << 20,
};

/// For one under a checker, which takes addresses as it likes and many times as long.
const CHECKED: Limits = Limits {
    wall: Duration::from_secs(600),
    memory_bytes: None,
    ..LIMITS
};

/// For a checker that is asked whether it starts at all, on a busy machine.
const START: Limits = Limits {
    wall: Duration::from_secs(60),
    ..Limits::QUESTION
};
