//! The platform that an interface was read for.

use serde::{Deserialize, Serialize};

/// A compilation target and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The triple as the compiler names it, such as `x86_64-unknown-linux-gnu`.
    pub triple: String,
    /// Width of a data pointer, in bits.
    pub pointer_bits: u32,
    /// Width of C `long`, in bits.
    pub long_bits: u32,
    /// Whether plain `char` is signed.
    pub char_is_signed: bool,
    /// Whether the least significant byte comes first.
    pub is_little_endian: bool,
}
