//! Reads the symbol table of a shared library: which functions and objects it exports.
//!
//! The library is data here; it is never loaded.

use std::collections::BTreeSet;
use std::path::Path;

use object::{BinaryFormat, Object, ObjectKind, ObjectSymbol, SymbolSection};
use serde::{Deserialize, Serialize};

use crate::ReadError;

/// The largest library that is read, in bytes.
const LARGEST: u64 = 768 << 20;

/// An exported symbol.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Symbol {
    /// Its name, without a version.
    pub name: String,
    /// What it names.
    pub kind: SymbolKind,
}

/// What a [`Symbol`] names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SymbolKind {
    /// Code.
    Function,
    /// Data, thread-local data too.
    Object,
    /// Something that the table gives no type, as for some assembly.
    Untyped,
}

/// Reads the symbols that a shared library defines and exports.
///
/// # Errors
/// `ReadError::File` if it cannot be read; `ReadError::Symbols` if it is no shared library. A
/// linker script in its place is named with the libraries that it stands for.
pub fn read_symbols(library: &Path) -> Result<BTreeSet<Symbol>, ReadError> {
    let data = library
        .metadata()
        .map_err(|error| ReadError::file("library", library, error.to_string()))?;
    if !data.is_file() {
        return Err(ReadError::file(
            "library",
            library,
            "it is not a file; give the `.so` itself",
        ));
    }
    if data.len() > LARGEST {
        return Err(ReadError::file(
            "library",
            library,
            "it is larger than 768 MiB, so its symbols are not read",
        ));
    }
    let bytes = std::fs::read(library)
        .map_err(|error| ReadError::file("library", library, error.to_string()))?;
    symbols_of(&bytes).map_err(|reason| ReadError::Symbols {
        path: library.to_owned(),
        reason,
    })
}

fn symbols_of(bytes: &[u8]) -> Result<BTreeSet<Symbol>, String> {
    if let Some(reason) = refusal(bytes) {
        return Err(reason);
    }
    let file = object::File::parse(bytes)
        .map_err(|error| format!("{error}; give the shared library itself"))?;
    if file.format() != BinaryFormat::Elf {
        return Err("it is no ELF file; only Linux libraries are read".to_owned());
    }
    if file.kind() != ObjectKind::Dynamic {
        return Err("it is not a shared library; give the `.so` itself".to_owned());
    }
    let mut symbols = BTreeSet::new();
    for symbol in file.dynamic_symbols() {
        // A local symbol is there for the linker, and an absolute one names a version.
        let is_exported = !symbol.is_undefined() && !symbol.is_local();
        if !is_exported || symbol.section() == SymbolSection::Absolute {
            continue;
        }
        let Some(kind) = kind(&symbol) else { continue };
        let Ok(name) = symbol.name() else { continue };
        let name = name.split('@').next().unwrap_or_default();
        if !name.is_empty() {
            symbols.insert(Symbol {
                name: name.to_owned(),
                kind,
            });
        }
    }
    Ok(symbols)
}

fn kind(symbol: &object::Symbol<'_, '_>) -> Option<SymbolKind> {
    use object::elf;
    let object::SymbolFlags::Elf { st_info, .. } = symbol.flags() else {
        return None;
    };
    match st_info.st_type() {
        // The code behind an IFUNC is picked when the library is loaded.
        elf::STT_FUNC | elf::STT_GNU_IFUNC => Some(SymbolKind::Function),
        elf::STT_OBJECT | elf::STT_COMMON | elf::STT_TLS => Some(SymbolKind::Object),
        elf::STT_NOTYPE => Some(SymbolKind::Untyped),
        _ => None,
    }
}

fn refusal(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() {
        return Some("it is empty".to_owned());
    }
    if bytes.starts_with(b"!<arch>") {
        return Some("it is a static archive; give the shared library (`.so`)".to_owned());
    }
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default())
        .into_owned();
    let is_script =
        !bytes.starts_with(b"\x7fELF") && ["INPUT", "GROUP"].iter().any(|word| head.contains(word));
    is_script.then(|| {
        let named: Vec<&str> = head
            .split(|c: char| c.is_whitespace() || "(),".contains(c))
            .filter(|word| word.contains(".so") || word.starts_with("-l"))
            .collect();
        format!(
            "it is a linker script, not a library; give the library that it names: {}",
            named.join(", ")
        )
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use fishplate_process::{Child, Limits, which};
    use rand::rngs::StdRng;
    use rand::{Rng, SeedableRng};

    use super::symbols_of;

    fn small_library() -> Option<Vec<u8>> {
        let compiler = which("gcc")?;
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("libsmall.so");
        let done = Child::new(compiler, Limits::PROBE)
            .args(["-shared", "-fPIC", "-s", "-nostdlib", "-x", "c", "-", "-o"])
            .arg(&library)
            .input("int one(void) { return 1; } int two(void) { return one(); } int three = 3;")
            .run()
            .unwrap();
        assert!(done.is_success(), "{}", done.tail(5));
        Some(std::fs::read(library).unwrap())
    }

    #[test]
    fn a_library_cut_or_changed_at_any_byte_gives_symbols_or_an_error() {
        let Some(whole) = small_library() else {
            let _ = writeln!(
                std::io::stderr(),
                "skipped a_library_cut: this machine has no gcc"
            );
            return;
        };
        assert_eq!(symbols_of(&whole).unwrap().len(), 3);
        let refused = (0..whole.len())
            .filter(|end| symbols_of(&whole[..*end]).is_err())
            .count();
        assert!(refused > whole.len() / 2, "{refused} of {}", whole.len());
        let mut random = StdRng::seed_from_u64(3);
        let mut changed = 0;
        for _ in 0..20_000 {
            let mut bytes = whole.clone();
            let at = random.random_range(0..bytes.len());
            bytes[at] = random.random();
            changed += usize::from(symbols_of(&bytes).map_or(0, |all| all.len()) != 3);
        }
        assert!(changed > 0);
    }
}
