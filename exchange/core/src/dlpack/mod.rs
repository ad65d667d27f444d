//! DLPack: the C structures, arrays in and arrays out.

pub mod abi;
mod export;
mod import;

pub use export::{NotDlpack, TensorParts, legacy, versioned};
#[cfg(feature = "python")]
pub(crate) use import::Tensor;
pub use import::{Legacy, Versioned, describe_legacy, describe_versioned};

#[cfg(test)]
mod tests;
