//! Memory of our own, and the ways to hand it out.

mod block;
mod copy;
mod export;
mod growable;
mod owned;

pub use block::{ALIGN_BYTES, NoMemory};
pub use copy::copy_of;
pub use export::Export;
pub use growable::{Growable, ResizeError};
pub use owned::{AlreadyGiven, Given, Owned, Shared, zeroed};
