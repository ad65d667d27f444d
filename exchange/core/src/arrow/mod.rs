//! The Arrow C data interface: the structures, arrays in and arrays out.

pub mod abi;
mod export;
mod import;

pub use export::{NotArrow, export};
#[cfg(any(feature = "python", test))]
pub(crate) use import::row;
pub use import::{Taken, describe};

#[cfg(test)]
mod tests;
