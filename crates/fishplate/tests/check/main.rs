//! `fishplate check` from front to back, on small projects.

#![allow(
    clippy::unwrap_used,
    reason = "a test ends where something unforeseen happens"
)]

mod cffi;
mod damaged;
mod hostile;
mod run;
mod said_once;
#[path = "../scene/mod.rs"]
mod scene;
mod stage;
