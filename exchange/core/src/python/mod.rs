//! The protocols as Python speaks them: arrays in, arrays out, and arguments of functions.

mod accept;
mod alone;
mod arguments;
mod array;
mod arrow_in;
mod attach;
mod buffer_in;
mod buffer_out;
mod capsule_in;
mod capsule_out;
mod describe;
mod function;
mod interface_in;
mod offers;
mod request;
mod table_in;
mod table_out;

pub use accept::accept;
pub use arguments::{
    Access, AnyRank, Argument, Arrangement, CContiguous, Dimensions, FContiguous, Guarded, In,
    InOut, Rank, Read, Reading, Strided, Write, Writing,
};
pub use array::Array;
pub use buffer_out::{fill_buffer, release_buffer};
pub use describe::{Offer, describe};
pub use function::{Answer, Function, add_function, argument};
#[doc(hidden)]
pub use pyo3;
pub use request::{CopyRule, Request};
