//! Zero-copy exchange of arrays: what is offered, what is asked, and who keeps the memory alive.
//!
//! Everything here works without Python: descriptions that are proven before use ([`Meta`]), what a
//! caller asks ([`Spec`]) and every way to fail it ([`Refusal`]), whether two arrays share memory
//! ([`overlap`], [`Claims`]), memory of our own ([`Owned`], [`Growable`]), and the C structures of
//! DLPack and Arrow. The feature `python` adds what an extension module needs.

pub mod arrow;
mod claims;
mod device;
mod dims;
pub mod dlpack;
mod dtype;
mod element;
mod elements;
mod foreign;
pub mod format;
mod layout;
mod malformed;
mod memory;
mod meta;
mod overlap;
#[cfg(feature = "python")]
pub mod python;
mod refusal;
mod spare;
mod spec;
mod sync;
pub mod typestr;

pub use claims::{Claim, Claims, Conflict};
pub use device::Device;
pub use dims::{Dims, MAX_RANK};
pub use dtype::{DType, Kind};
pub use element::{Bf16, Bool8, Complex, Element, F16};
pub use elements::{Elements, ElementsMut};
pub use foreign::{Foreign, Hold, Route};
pub use malformed::Malformed;
pub use memory::{
    ALIGN_BYTES, AlreadyGiven, Export, Given, Growable, NoMemory, Owned, ResizeError, Shared,
    copy_of, zeroed,
};
pub use meta::{Claimed, Meta};
pub use overlap::{Overlap, overlap};
pub use refusal::{Refusal, RefusalKind};
pub use spec::{Failed, Order, Spec};
