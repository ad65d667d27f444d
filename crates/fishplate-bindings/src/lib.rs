//! From an interface to an installable Python package, through each binding path.
//!
//! [`plan`] turns facts and notes into marshalling operations; a [`Binding`] writes them for its
//! tool; [`Package::save`] puts the files down whole or not at all; [`install`] has pip build
//! them. A binding path is one folder and two lines here: nothing else knows it by name.

mod api;
mod binding;
mod default_value;
mod echo;
mod enumerations;
mod install;
mod lengths;
mod marshalled;
mod names;
mod notes;
mod operation;
mod package;
mod plan;
mod scaffold;
mod source;
mod stub;
mod uniform;
mod usage;

mod capi;
mod cffi;
mod cffi_abi;
mod cffi_api;
mod ctypes;
mod cython;
mod nanobind;
mod pybind11;
mod pyo3;

pub use binding::{Binding, Library, Variant, WriteError};
pub use default_value::DefaultValue;
pub use echo::{Echo, echo};
pub use install::{InstallError, Installed, install, install_with};
pub use names::is_identifier;
pub use notes::{Notes, NotesError};
pub use operation::{Element, FloatType, IntType, Operation, Support};
pub use package::{OutputFile, Package, SaveError};
pub use plan::{Argument, Input, LeftOut, Plan, PlannedEnum, PlannedFunction, plan};

/// Every binding path, in the order of tables.
pub static BINDINGS: &[&Binding] = &[
    &ctypes::BINDING,
    &cffi_abi::BINDING,
    &cffi_api::BINDING,
    &cython::BINDING,
    &capi::BINDING,
    &pybind11::BINDING,
    &nanobind::BINDING,
    &pyo3::BINDING,
];

/// The variants of paths: measured beside them, and some of them written for users.
pub static VARIANTS: &[&Binding] = &[
    &ctypes::UNDECLARED,
    &capi::LIMITED,
    &capi::VARARGS,
    &capi::TUPLE,
    &capi::TUNED,
    &pyo3::ABI3,
];

#[cfg(test)]
mod tests {
    use super::{BINDINGS, VARIANTS};

    /// Folders that state the meaning and are no path.
    const SHARED: &[&str] = &["cffi", "marshalled", "uniform"];

    #[test]
    fn every_folder_is_a_path_in_the_list() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
        let mut folders: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(Result::unwrap)
            .filter(|entry| entry.file_type().unwrap().is_dir())
            .map(|entry| entry.file_name().to_string_lossy().replace('_', "-"))
            .filter(|name| !SHARED.contains(&name.as_str()))
            .collect();
        folders.sort();
        let mut names: Vec<&str> = BINDINGS.iter().map(|binding| binding.name).collect();
        names.sort_unstable();
        assert_eq!(folders, names);
        assert_eq!(
            BINDINGS
                .iter()
                .filter(|binding| binding.is_baseline)
                .count(),
            1
        );
    }

    #[test]
    fn every_variant_is_a_file_in_the_folder_of_its_path() {
        for binding in VARIANTS {
            let variant = binding.variant.unwrap();
            assert!(
                BINDINGS.iter().any(|path| path.name == variant.of),
                "{} is of no path",
                binding.name
            );
            let (of, own) = binding.name.split_at(variant.of.len());
            assert_eq!(of, variant.of);
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
            let file = format!("{folder}/{of}/{}.rs", own.trim_start_matches('-'));
            assert!(std::path::Path::new(&file).is_file(), "there is no {file}");
            assert!(!binding.is_baseline && (variant.is_safe || !variant.is_offered));
        }
        assert!(BINDINGS.iter().all(|path| path.variant.is_none()));
    }
}
