//! From an interface to an installable Python package, through each binding path.
//!
//! [`plan`] turns facts and notes into marshalling operations; a [`Binding`] writes them for its
//! tool; [`Package::save`] puts the files down whole or not at all; [`install`] has pip build
//! them. A binding path is one folder and two lines here: nothing else knows it by name.

mod api;
mod binding;
mod echo;
mod enumerations;
mod install;
mod lengths;
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
mod ctypes;
mod pybind11;
mod pyo3;

pub use binding::{Binding, Library, WriteError};
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
    &capi::BINDING,
    &pybind11::BINDING,
    &pyo3::BINDING,
];

#[cfg(test)]
mod tests {
    use super::BINDINGS;

    /// Folders that state the meaning and are no path.
    const SHARED: &[&str] = &["uniform"];

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
}
