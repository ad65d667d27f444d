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
