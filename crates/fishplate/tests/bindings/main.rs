//! Every generated binding, built and called: the echo proof, the matrix of what is accepted and
//! refused, and the stubs.
//!
//! The tests walk `fishplate_bindings::BINDINGS`; a new path is tested by being in it. A path whose
//! tools this machine lacks is skipped by name.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that panics has failed, and one that skips says so"
)]

mod echo;
mod golden;
mod interpreters;
mod machine;
mod matrix;
mod notes;
mod random_header;
mod stubs;
mod symbols;
mod unsafe_variants;
mod workbench;
