//! Asks the C compiler for facts by compiling, and never by running.
//!
//! A probe is a source whose initialised data are the answers; the object file is read back as
//! data and never linked. What a header would do when it is run, such as a constructor, is
//! therefore not done. The compiler is a child with limits.

mod compile;
mod constants;
mod functions;
mod layouts;
mod object_file;
mod prove;

pub(crate) use compile::Prober;
pub(crate) use constants::{float_constant, text_constant};
