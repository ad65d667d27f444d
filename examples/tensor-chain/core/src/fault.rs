//! Everything that a call can fail by, each with how to mend it.

use std::error::Error;
use std::fmt;

use fishplate_exchange::NoMemory;

/// Why a call failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum Fault {
    /// Another kind of thing was needed: element types, or the number of tensors.
    Type(String),
    /// A value that cannot be: a shape, a name, a device.
    Value(String),
    /// Memory that may not be used so: read-only, shared in part, or none at all.
    Memory(String),
    /// There is not so much memory.
    NoMemory(NoMemory),
    /// A kernel from outside failed in its own way.
    Kernel(Box<dyn Error + Send + Sync>),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Type(text) | Fault::Value(text) | Fault::Memory(text) => f.write_str(text),
            Fault::NoMemory(error) => error.fmt(f),
            Fault::Kernel(error) => error.fmt(f),
        }
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Fault::Kernel(error) => Some(error.as_ref()),
            _ => None,
        }
    }
}

impl From<NoMemory> for Fault {
    fn from(error: NoMemory) -> Self {
        Fault::NoMemory(error)
    }
}
