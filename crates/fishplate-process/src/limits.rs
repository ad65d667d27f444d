//! How much a child may use.

use std::time::Duration;

/// The limits of one child and of what it starts.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Wall time; the whole process group is ended after it.
    pub wall: Duration,
    /// Address space of each process, in bytes.
    pub memory_bytes: Option<u64>,
    /// Size of each file that it writes, in bytes.
    pub file_bytes: Option<u64>,
    /// How much of each output stream is kept, in bytes; the rest is read and dropped.
    pub output_bytes: usize,
}

impl Limits {
    /// For tools that we trust with the machine, such as a package build: an hour, 64 MiB of output.
    pub const BUILD: Self = Self {
        wall: Duration::from_secs(3600),
        memory_bytes: None,
        file_bytes: None,
        output_bytes: 64 << 20,
    };

    /// For a tool that is asked for its version: ten seconds.
    pub const QUESTION: Self = Self {
        wall: Duration::from_secs(10),
        memory_bytes: None,
        file_bytes: None,
        output_bytes: 1 << 20,
    };

    /// For a compiler that reads a header from outside: a minute, 1 GiB of memory, 256 MiB of file.
    pub const PROBE: Self = Self {
        wall: Duration::from_secs(60),
        memory_bytes: Some(1 << 30),
        file_bytes: Some(256 << 20),
        output_bytes: 16 << 20,
    };
}
