//! Holds what a binding declares against what a compiler says of the library.
//!
//! [`check`] pairs functions and records, compares them as the ABI of each target sees them, and
//! lets the [`RULES`] report what a caller would suffer from. It reads no file and runs nothing.

mod alignment;
mod bit_fields;
mod c_declarations;
mod callbacks;
mod check;
mod context;
mod converted;
mod difference;
mod divergence;
mod draft;
mod equivalence;
mod fields;
mod functions;
mod index;
mod kinship;
mod layout;
mod lies;
mod merge;
mod nested;
mod platform;
mod record_names;
mod records;
mod report;
mod rule;
mod rules;
mod severity;
mod shape;
mod spelling;
mod struct_format;
mod suspicions;
mod truth;
mod type_module;
mod uses;
mod version_order;
mod version_story;
mod words;

#[cfg(test)]
mod made_up;
#[cfg(test)]
mod tests;

pub use c_declarations::declarations_of;
pub use check::check;
pub use report::{Report, TruthCounts};
pub use rule::{Example, Language, Rule};
pub use rules::{RULES, rule};
pub use truth::{Settings, Truth};
pub use type_module::{TYPE_MODULE_MARK, TypeModule, type_module};
