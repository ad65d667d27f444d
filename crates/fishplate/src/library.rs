//! The shared library that is bound, and the names that follow from it.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use fishplate_bindings::{Library, is_identifier};
use object::elf::{DT_SONAME, ET_DYN};
use object::read::elf::{Dyn, ElfFile64, FileHeader};

use crate::arguments::{BindArguments, HeaderOptions};
use crate::pkg_config;

/// The library of `--library`, else the one that `--pkg-config` names.
pub(crate) fn find(arguments: &BindArguments) -> anyhow::Result<Library> {
    let file = match &arguments.library {
        Some(file) => Some(file.clone()),
        None => named_by_package(&arguments.header)?,
    };
    let Some(file) = file else {
        return by_name(arguments);
    };
    let (file, bytes) = existing(&file)?;
    // A name that is no UTF-8 cannot stand in the sources of a package.
    let of_file = || {
        file.file_name()
            .and_then(|name| name.to_str())
            .map(str::to_owned)
    };
    let soname = soname(&bytes)
        .or_else(of_file)
        .ok_or_else(|| anyhow!("the name of `{}` is not UTF-8; rename it", file.display()))?;
    Ok(Library {
        file,
        soname,
        is_bundled: arguments.bundle,
    })
}

/// A library that is loaded where it lies.
pub(crate) struct Shared {
    /// Its file, as an absolute path.
    pub(crate) file: PathBuf,
    /// The name that is written into it.
    pub(crate) soname: Option<String>,
}

/// A file that must be a shared library.
pub(crate) fn shared(file: &Path) -> anyhow::Result<Shared> {
    let (file, bytes) = existing(file)?;
    let is_shared = ElfFile64::<'_>::parse(&*bytes)
        .is_ok_and(|elf: ElfFile64<'_>| elf.elf_header().e_type(elf.endian()) == ET_DYN);
    if !is_shared {
        // What the linker finds as `libm.so` is often a text that names the library.
        let script = std::str::from_utf8(&bytes)
            .ok()
            .filter(|text| text.contains("GROUP"));
        let hint = script.map_or(
            "name a library that the loader can load",
            |_| "it is a script for the linker; name the library that stands in it",
        );
        bail!("`{}` is no shared library; {hint}", file.display());
    }
    let soname = soname(&bytes);
    Ok(Shared { file, soname })
}

/// The file of a library and what it holds.
fn existing(file: &Path) -> anyhow::Result<(PathBuf, Vec<u8>)> {
    // Packages are built in another folder.
    let file = std::path::absolute(file)?;
    if !file.is_file() {
        bail!(
            "there is no library `{}`; name an existing file with `--library`",
            file.display()
        );
    }
    let bytes = fs_err::read(&file).context("cannot read the library")?;
    Ok((file, bytes))
}

/// A library that nobody has named: the linker and the loader look for the header's own name.
fn by_name(arguments: &BindArguments) -> anyhow::Result<Library> {
    if arguments.bundle {
        bail!(
            "no library to bundle; name it with `--library libNAME.so`, \
             or with `--pkg-config PACKAGE`"
        );
    }
    let soname = format!("lib{}.so", header_stem(arguments).unwrap_or_default());
    Ok(Library {
        file: PathBuf::from(&soname),
        soname,
        is_bundled: false,
    })
}

fn header_stem(arguments: &BindArguments) -> Option<String> {
    Some(arguments.headers.first()?.file_stem()?.to_str()?.to_owned())
}

/// The name of the Python package: `--name`, else the library's, else the first header's.
pub(crate) fn import_name(arguments: &BindArguments, library: &Path) -> anyhow::Result<String> {
    if let Some(name) = &arguments.name {
        if is_identifier(name) {
            return Ok(name.clone());
        }
        bail!(
            "`--name {name}` cannot be imported; take letters, digits and `_`, begin with no digit, \
             and take no word of Python's own"
        );
    }
    let name = bare_name(library)
        .or_else(|| header_stem(arguments))
        .unwrap_or_default();
    let name = name.replace(['-', '.', '+'], "_");
    if is_identifier(&name) {
        return Ok(name);
    }
    bail!("the library's name `{name}` cannot be imported in Python; choose one with `--name N`")
}

/// The library that a package of pkg-config links first.
pub(crate) fn named_by_package(options: &HeaderOptions) -> anyhow::Result<Option<PathBuf>> {
    let Some(package) = options.pkg_config.first() else {
        return Ok(None);
    };
    let words = pkg_config::ask("--libs", package)?;
    let name = words
        .iter()
        .find_map(|word| word.strip_prefix("-l"))
        .ok_or_else(|| {
            anyhow!("pkg-config names no library for `{package}`; add `--library libNAME.so`")
        })?;
    let file = format!("lib{name}.so");
    let named = words
        .iter()
        .filter_map(|word| word.strip_prefix("-L"))
        .map(PathBuf::from);
    // `--libs` leaves the system's own folders out, and `libdir` tells of them.
    let own = pkg_config::ask("--variable=libdir", package)?
        .into_iter()
        .map(PathBuf::from);
    let found = named
        .chain(own)
        .map(|folder| folder.join(&file))
        .find(|path| path.is_file());
    match found {
        Some(path) => Ok(Some(path)),
        None => bail!("`{file}` of the package `{package}` is not found; add `--library {file}`"),
    }
}

/// `foo` of `libfoo.so.1`.
fn bare_name(file: &Path) -> Option<String> {
    let (name, _) = file.file_name()?.to_str()?.split_once(".so")?;
    let name = name.strip_prefix("lib").unwrap_or(name);
    (!name.is_empty()).then(|| name.to_owned())
}

/// The name by which the loader looks for a library, where the library has one.
fn soname(bytes: &[u8]) -> Option<String> {
    let elf: ElfFile64<'_> = ElfFile64::parse(bytes).ok()?;
    let endian = elf.endian();
    let sections = elf.elf_section_table();
    let (entries, link) = sections.dynamic(endian, bytes).ok()??;
    let strings = sections.strings(endian, bytes, link).ok()?;
    let entry = entries
        .iter()
        .find(|entry| entry.d_tag(endian) == DT_SONAME)?;
    let name = strings.get(u32::try_from(entry.d_val(endian)).ok()?).ok()?;
    std::str::from_utf8(name).ok().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_library_gives_its_name_without_lib_and_version() {
        assert_eq!(bare_name(Path::new("/x/libfoo.so.1.2")).unwrap(), "foo");
        assert_eq!(bare_name(Path::new("bar.so")).unwrap(), "bar");
        assert_eq!(bare_name(Path::new("lib.so")), None);
        assert_eq!(bare_name(Path::new("foo.a")), None);
    }

    #[test]
    fn only_what_python_can_import_is_an_import_name() {
        assert!(is_identifier("foo_2"));
        for name in ["", "2foo", "a-b", "class", "a b", "é"] {
            assert!(!is_identifier(name), "{name}");
        }
    }

    #[test]
    fn what_is_no_library_has_no_soname() {
        for bytes in [&b""[..], b"\x7fELF", &[0x7f; 4096]] {
            assert_eq!(soname(bytes), None);
        }
    }
}
