//! Reads [`Interface`] from DWARF, the debug information of a built library.
//!
//! DWARF tells what the compiler did, a header what its author wrote; where the two differ, a
//! rule says so. Nothing is judged here, and the library is data: it is never loaded.

mod base;
mod read;
mod tree;

use std::borrow::Cow;
use std::path::Path;

use fishplate_model::{Interface, Target};
use object::{Object, ObjectSection};

use crate::{ReadError, read_symbols};

/// The largest library and the largest section that are read, in bytes.
const LARGEST: u64 = 384 << 20;

/// What the debug information of a library says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebugReading {
    /// The facts: exported functions and what they need.
    pub interface: Interface,
    /// What could not be read, in whole sentences; then the facts are a part.
    pub notes: Vec<String>,
}

/// Reads the interface of a shared library from its debug information; none where it has none.
///
/// # Errors
/// `ReadError::File` or `ReadError::Symbols` if it is no shared library that can be read. Damaged
/// debug information is no error: what was read of it stands, and the notes say that it is a part.
pub fn read_debug_information(library: &Path) -> Result<Option<DebugReading>, ReadError> {
    let symbols = read_symbols(library)?;
    let size = library.metadata().map_or(0, |data| data.len());
    if size > LARGEST {
        let reason = "it is larger than 384 MiB, so its debug information is not read";
        return Err(ReadError::file("library", library, reason));
    }
    let bytes = std::fs::read(library)
        .map_err(|error| ReadError::file("library", library, error.to_string()))?;
    Ok(of_bytes(&bytes, &|name| {
        symbols.iter().any(|symbol| symbol.name == name)
    }))
}

fn of_bytes(bytes: &[u8], is_exported: &dyn Fn(&str) -> bool) -> Option<DebugReading> {
    let file = object::File::parse(bytes).ok()?;
    file.section_by_name(".debug_info")?;
    let endian = if file.is_little_endian() {
        gimli::RunTimeEndian::Little
    } else {
        gimli::RunTimeEndian::Big
    };
    let load = |id: gimli::SectionId| -> Result<Cow<'_, [u8]>, gimli::Error> {
        let Some(section) = file.section_by_name(id.name()) else {
            return Ok(Cow::Borrowed(&[]));
        };
        let is_fit = section
            .compressed_data()
            .is_ok_and(|data| data.uncompressed_size <= LARGEST);
        match section.uncompressed_data() {
            Ok(data) if is_fit => Ok(data),
            _ => Ok(Cow::Borrowed(&[])),
        }
    };
    let sections = gimli::DwarfSections::load(load).ok()?;
    let dwarf = sections.borrow(|section| gimli::EndianSlice::new(section, endian));
    let tree = tree::Tree::read(&dwarf);
    Some(read::interface(&tree, target(&file), is_exported))
}

fn target(file: &object::File<'_>) -> Target {
    let machine = match file.architecture() {
        object::Architecture::X86_64 => "x86_64",
        object::Architecture::Aarch64 => "aarch64",
        object::Architecture::I386 => "i386",
        object::Architecture::Arm => "arm",
        object::Architecture::Riscv64 => "riscv64",
        _ => "unknown",
    };
    let pointer_bits = if file.is_64() { 64 } else { 32 };
    Target {
        triple: format!("{machine}-unknown-linux-gnu"),
        pointer_bits,
        // On Linux a `long` is as wide as a pointer.
        long_bits: pointer_bits,
        char_is_signed: !matches!(machine, "aarch64" | "arm" | "riscv64"),
        is_little_endian: file.is_little_endian(),
    }
}
