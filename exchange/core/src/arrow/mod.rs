//! The Arrow C data interface: the structures, arrays in and arrays out.

pub mod abi;
mod export;
mod import;

pub use export::{NotArrow, export};
pub use import::{Taken, describe};

#[cfg(test)]
mod tests;
