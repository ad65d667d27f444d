//! Who reads and who writes which addresses at this moment: a guard against mistakes.
//!
//! Two arguments of a call that share memory, whichever objects and protocols they came through,
//! are found here before one is written through the other. It sees the claims of this library only:
//! it is no proof that nobody else writes.

use std::sync::PoisonError;

use crate::meta::Meta;
use crate::overlap::{Overlap, overlap};
use crate::sync::Mutex;

/// A table of claims.
#[derive(Debug)]
pub struct Claims {
    live: Mutex<Live>,
}

#[derive(Debug)]
struct Live {
    next: u64,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    id: u64,
    meta: Meta,
    writes: bool,
}

/// The right to read or write, until dropped.
#[derive(Debug)]
pub struct Claim<'table> {
    table: &'table Claims,
    id: u64,
}

/// Another claim is in the way.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// What was asked for.
    pub asked: Meta,
    /// Whether it was to be written.
    pub asked_to_write: bool,
    /// What is claimed already.
    pub held: Meta,
    /// Whether that is written.
    pub held_to_write: bool,
    /// Whether they do share memory, or that could not be told in time.
    pub is_certain: bool,
}

impl Claims {
    /// An empty table.
    #[cfg(not(loom))]
    pub const fn new() -> Self {
        Claims {
            live: Mutex::new(Live {
                next: 0,
                entries: Vec::new(),
            }),
        }
    }

    /// An empty table.
    #[cfg(loom)]
    pub fn new() -> Self {
        Claims {
            live: Mutex::new(Live {
                next: 0,
                entries: Vec::new(),
            }),
        }
    }

    /// The table of this process, or of this copy of the library in it.
    #[cfg(not(loom))]
    pub fn process() -> &'static Claims {
        static PROCESS: Claims = Claims::new();
        &PROCESS
    }

    /// Claims the memory for reading: others may read it too.
    ///
    /// # Errors
    /// [`Conflict`] where somebody writes it.
    pub fn read(&self, meta: &Meta) -> Result<Claim<'_>, Box<Conflict>> {
        self.claim(meta, false)
    }

    /// Claims the memory for writing: nobody else may have it.
    ///
    /// # Errors
    /// [`Conflict`] where somebody reads or writes it.
    pub fn write(&self, meta: &Meta) -> Result<Claim<'_>, Box<Conflict>> {
        self.claim(meta, true)
    }

    fn claim(&self, meta: &Meta, writes: bool) -> Result<Claim<'_>, Box<Conflict>> {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        for entry in live.entries.iter().filter(|entry| entry.writes || writes) {
            let found = overlap(&entry.meta, meta);
            if found != Overlap::No {
                return Err(Box::new(Conflict {
                    asked: meta.clone(),
                    asked_to_write: writes,
                    held: entry.meta.clone(),
                    held_to_write: entry.writes,
                    is_certain: found == Overlap::Yes,
                }));
            }
        }
        let id = live.next;
        live.next += 1;
        live.entries.push(Entry {
            id,
            meta: meta.clone(),
            writes,
        });
        Ok(Claim { table: self, id })
    }
}

impl Default for Claims {
    fn default() -> Self {
        Claims::new()
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let mut live = self
            .table
            .live
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        live.entries.retain(|entry| entry.id != self.id);
    }
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let use_of = |writes| if writes { "written" } else { "read" };
        let (asked, held) = (self.asked.range(), self.held.range());
        let share = if self.is_certain {
            "shares memory"
        } else {
            "may share memory"
        };
        write!(
            f,
            "the array at {:#x}, to be {}, {share} with ",
            asked.start,
            use_of(self.asked_to_write)
        )?;
        write!(
            f,
            "the one at {:#x} that is {} at this moment; ",
            held.start,
            use_of(self.held_to_write)
        )?;
        f.write_str("hand in a copy of one of them")
    }
}

impl std::error::Error for Conflict {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Claimed, DType, Device, Dims};

    fn strided(address: usize, len: i64, stride: i64) -> Meta {
        Meta::prove(Claimed {
            address,
            dtype: DType::parse("float32").unwrap(),
            shape: Dims::copy_of(&[len]),
            strides: Some(Dims::copy_of(&[stride])),
            device: Device::CPU,
            is_readonly: false,
        })
        .unwrap()
    }

    #[test]
    fn readers_share_and_a_writer_is_alone() {
        let claims = Claims::new();
        let (array, part) = (strided(4096, 10, 4), strided(4100, 2, 4));
        let first = claims.read(&array).unwrap();
        let second = claims.read(&part).unwrap();
        let conflict = claims.write(&part).unwrap_err();
        assert!(conflict.is_certain && conflict.asked_to_write && !conflict.held_to_write);
        drop((first, second));
        let writer = claims.write(&part).unwrap();
        assert!(claims.read(&array).is_err());
        assert!(claims.write(&array).is_err());
        assert!(claims.read(&strided(4096, 1, 4)).is_ok(), "beside the part");
        drop(writer);
        assert!(claims.write(&array).is_ok());
    }

    #[test]
    fn letting_go_ends_one_claim_and_no_other() {
        let claims = Claims::new();
        let (here, there) = (strided(4096, 10, 4), strided(8192, 10, 4));
        let first = claims.read(&here).unwrap();
        let second = claims.read(&there).unwrap();
        drop(first);
        assert!(
            claims.write(&there).is_err(),
            "the second reader is still there"
        );
        assert!(claims.write(&here).is_ok(), "and the first is not");
        drop(second);
        assert!(claims.write(&there).is_ok());
    }

    #[test]
    fn a_conflict_says_who_has_what_where() {
        let claims = Claims::new();
        let _held = claims.read(&strided(0x1000, 10, 4)).unwrap();
        let conflict = claims.write(&strided(0x1004, 2, 4)).unwrap_err();
        assert_eq!(
            conflict.to_string(),
            "the array at 0x1004, to be written, shares memory with the one at 0x1000 that is read \
             at this moment; hand in a copy of one of them"
        );
    }

    #[test]
    fn the_process_has_one_table() {
        let array = strided(0x7000, 10, 4);
        let _held = Claims::process().write(&array).unwrap();
        assert!(Claims::process().read(&array).is_err());
    }

    #[test]
    fn interleaved_writers_do_not_meet() {
        let claims = Claims::new();
        let _even = claims.write(&strided(4096, 10, 8)).unwrap();
        assert!(claims.write(&strided(4100, 10, 8)).is_ok());
        assert!(claims.write(&strided(4098, 10, 8)).is_err());
    }
}
