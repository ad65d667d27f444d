//! `fishplate check` from front to back, on small projects.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something unforeseen happens"
)]

mod cffi;
mod run;
#[path = "../scene/mod.rs"]
mod scene;
mod stage;
